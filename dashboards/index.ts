import { backups } from "./backups.ts";
import { type Board, type BoardOptions, build } from "./board.ts";
import { business } from "./business.ts";
import { database } from "./database.ts";
import { overview } from "./overview.ts";
import { platform } from "./platform.ts";
import { realtime } from "./realtime.ts";
import { redis } from "./redis.ts";

/** A dashboard as Grafana's provisioning takes it. */
export interface Dashboard {
  uid: string;
  /** Grafana's JSON model. */
  json: string;
}

/** The dashboards of a stack, in the order in which people look at them. */
export function dashboardsFor(options: BoardOptions): Dashboard[] {
  const sources = options.sources ?? [];
  const boards: Board[] = [
    overview(options),
    realtime(),
    database(),
    ...(options.redis === false ? [] : [redis()]),
    platform(sources),
    business(),
    ...(sources.includes("backups") ? [backups()] : []),
  ];
  return boards.map((board) => {
    const model = build(board, options).build();
    // Grafana would number them too, and a link to one panel would be another's after the next change.
    for (const [index, panel] of (model.panels ?? []).entries()) panel.id = index + 1;
    return { uid: model.uid ?? "", json: JSON.stringify(model, null, 1) };
  });
}

/** Every dashboard that any platform can fill, with nothing of one stack in it. */
export const dashboards: Dashboard[] = dashboardsFor({});
