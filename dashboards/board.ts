import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Source } from "../alerts/alert.ts";
import type { SizePreset } from "../infra/presets.ts";
import { dataSource, type stat, type timeseries } from "./panels.ts";

/** What a stack has, and so what can be shown of it. */
export interface BoardOptions {
  /** What Prometheus scrapes besides the replicas; nothing when absent. */
  sources?: readonly Source[];
  /** Without Redis there is no dashboard of it; with it when absent. */
  redis?: boolean;
  /** What the size promises; without it nothing is measured against a promise. */
  targets?: SizePreset["targets"];
  /** Where docs/runbooks is published; without it the dashboards say where it is in the repository. */
  runbooks?: string;
  /** Where the platform shows logs. */
  logs?: string;
  /** The stack, where one Grafana shows several: its name is in the titles, and the way to other dashboards leads to its own. */
  of?: string;
}

type Panel = ReturnType<typeof stat> | ReturnType<typeof timeseries>;

export interface Row {
  title: string;
  panels: Panel[];
}

export interface Board {
  /** After `campfire-`. */
  name: string;
  title: string;
  /** Adds a choice of room types. */
  byRoomType?: boolean;
  /** False for what is not of replicas, and so offers no choice of them. */
  byReplica?: boolean;
  rows: Row[];
}

/** A dashboard with what all have: replicas to choose from, and the way to the others, to the runbooks and to the logs. */
export function build(
  { name, title, byRoomType, byReplica = true, rows }: Board,
  { runbooks, logs, of }: BoardOptions,
): DashboardBuilder {
  const tags = ["campfire", ...(of ? [of] : [])];
  const board = new DashboardBuilder(`Campfire ${title}${of ? ` of ${of}` : ""}`)
    .uid(`campfire-${name}`)
    .tags(tags)
    .refresh("30s")
    .time({ from: "now-3h", to: "now" })
    .link(link("Dashboards").type(DashboardLinkType.Dashboards).tags(tags).asDropdown(true).includeVars(true));
  if (byReplica) board.withVariable(choice("instance", "Replica", 'label_values(up{job="campfire"}, instance)'));
  if (byRoomType) board.withVariable(choice("room_type", "Kind of room", "label_values(campfire_rooms, type)"));
  if (runbooks) board.link(link("Runbooks").url(`${runbooks}/README.md`).targetBlank(true));
  if (logs) board.link(link("Logs").url(logs).targetBlank(true));
  for (const row of rows) {
    board.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) board.withPanel(panel);
  }
  return board;
}

const choice = (name: string, label: string, query: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query(query)
    .refresh(VariableRefresh.OnDashboardLoad)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: "All", value: "$__all" });

const link = (title: string) => new DashboardLinkBuilder(title).type(DashboardLinkType.Link).keepTime(true);
