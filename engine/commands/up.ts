import type { Progress } from "../display/progress.ts";
import { printSummary } from "../display/summary.ts";
import { runOfficial } from "../official/run.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { throwFailures, update } from "../update/run.ts";
import { rootStackType } from "../urn.ts";
import type { Properties } from "../values/wire.ts";
import { announce, chooseEngine } from "./choose.ts";
import type { Context } from "./context.ts";
import { withWorkspace } from "./session.ts";

/** Makes the stack, or brings it up to date. */
export async function run(context: Context): Promise<number> {
  const choice = chooseEngine(context);
  announce(context, choice);
  if (choice.engine === "cli") return runOfficial(context, choice.path);
  return withWorkspace(context, "change", async ({ options, progress }) => {
    const session = await update(options, false);
    progress.stop();
    throwFailures(session);
    context.terminal.print(changeLine(progress));
    printSummary(context.terminal, stackOutputs(session.snapshot));
    return 0;
  });
}

const stackOutputs = (snapshot: Snapshot): Properties =>
  snapshot.resources().find((resource) => resource.type === rootStackType)?.outputs ?? {};

/** "12 created, 3 unchanged, in 9.8 s". */
export function changeLine(progress: Progress): string {
  const { counts } = progress;
  const texts = [
    [counts.create, "created"],
    [counts.update, "updated"],
    [counts["create-replacement"], "replaced"],
    [counts.delete, "deleted"],
    [counts.same, "unchanged"],
  ]
    .filter(([count]) => count !== undefined)
    .map(([count, word]) => `${count} ${word}`);
  return `${texts.length > 0 ? texts.join(", ") : "Nothing to do"}, in ${progress.elapsed()}`;
}
