import type { PlanEntry } from "../../engine/plan/json.ts";
import { comparePlans, type PlanChange } from "../../engine/plan/replacements.ts";
import { nameOf, typeOf } from "../../engine/urn.ts";
import { unknownMask } from "../../engine/values/mask.ts";
import { cut, differences, listed } from "./difference.ts";
import { type Change, emptyReport, limits, type Report, tailOf } from "./report.ts";

/** What `npm run plan -- --json` came to on one side of a pull request: its list, or why there is none. */
export interface Inventory {
  /** Undefined: the stack has no file there, or can't be planned. */
  resources: PlanEntry[] | undefined;
  /** What it said beside: warnings, broken rules, why it failed. */
  log: string;
  exists: boolean;
}

const kinds: Record<PlanChange["kind"], Change["kind"]> = {
  new: "create",
  gone: "delete",
  changed: "update",
  "likely replaced": "replace",
};

/** What a pull request would make of a stack, by the offline plans of its base and its head. */
export function reportOfInventories(stack: string, base: Inventory, head: Inventory): Report {
  const empty = emptyReport(stack);
  if (head.exists && head.resources === undefined) return { ...empty, outcome: "failed", log: tailOf(head.log) };
  const before = new Map((base.resources ?? []).map((entry) => [entry.urn, entry]));
  const after = new Map((head.resources ?? []).map((entry) => [entry.urn, entry]));
  const compared = comparePlans([...before.values()], [...after.values()]);
  return {
    ...empty,
    changes: compared
      .slice(0, limits.changes)
      .map((change) => changeOf(change, before.get(change.urn), after.get(change.urn))),
    unchanged: after.size - compared.filter(({ kind }) => kind !== "gone").length,
    // What was said before as well is no news.
    log: head.log === base.log ? "" : tailOf(head.log),
  };
}

function changeOf(change: PlanChange, before: PlanEntry | undefined, after: PlanEntry | undefined): Change {
  const all = before && after ? differences(before.inputs, after.inputs).filter(isKnown) : [];
  return {
    kind: kinds[change.kind],
    type: cut(typeOf(change.urn), limits.name),
    name: cut(nameOf(change.urn), limits.name),
    because: change.because,
    properties: all.slice(0, limits.properties).map((difference) => listed(difference, (text) => text)),
    more: Math.max(0, all.length - limits.properties),
    note: before?.protect && !after ? "it is protected: an update would refuse" : "",
  };
}

/** As `comparePlans` has it: a value that was or is unknown counts as unchanged. */
const isKnown = ({ before, after }: ReturnType<typeof differences>[number]) =>
  before !== unknownMask && after !== unknownMask;
