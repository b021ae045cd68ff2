import { changedKeys } from "../update/differ.ts";
import type { StepEvent } from "../update/events.ts";
import { isProviderType, nameOf } from "../urn.ts";
import { masked } from "../values/mask.ts";
import type { Value } from "../values/wire.ts";
import type { Paint } from "./terminal.ts";

/** One step of a preview as data. Values are masked, the old ones too. */
export interface PlannedStep {
  op: string;
  urn: string;
  type: string;
  name: string;
  /** Why it would be replaced. */
  replaces: string[];
  /** What changes of its inputs; null where there is nothing. */
  changes: Record<string, { old: Value; new: Value }>;
}

/** The steps of a preview that a person means: of resources that a provider makes, and neither what stays nor the halves of a replacement. */
export function plannedSteps(events: readonly StepEvent[]): PlannedStep[] {
  const meant = ["create", "update", "replace", "delete"];
  return events
    .filter(
      (event) => event.phase === "begin" && event.custom && meant.includes(event.step) && !isProviderType(event.type),
    )
    .map((event) => ({
      op: event.step,
      urn: event.urn,
      type: event.type,
      name: nameOf(event.urn),
      replaces: event.keys ?? [],
      changes: event.step === "delete" ? {} : changesOf(event),
    }));
}

function changesOf({ old, new: now }: StepEvent): PlannedStep["changes"] {
  const [before, after] = [old?.inputs ?? {}, now?.inputs ?? {}];
  return Object.fromEntries(
    changedKeys(before, after).map((key) => [
      key,
      {
        old: before[key] === undefined ? null : masked(before[key]),
        new: after[key] === undefined ? null : masked(after[key]),
      },
    ]),
  );
}

const signs: Record<string, { sign: string; color: keyof Paint; verb: string }> = {
  create: { sign: "+", color: "green", verb: "create" },
  update: { sign: "~", color: "yellow", verb: "update" },
  replace: { sign: "±", color: "yellow", verb: "replace" },
  delete: { sign: "-", color: "red", verb: "delete" },
};

export function diffLines(steps: readonly PlannedStep[], paint: Paint): string[] {
  return steps.flatMap((step) => {
    const { sign, color, verb } = signs[step.op]!;
    const why = step.replaces.length > 0 ? paint.dim(` since ${step.replaces.join(", ")} changes`) : "";
    const head = `${paint[color](`${sign} ${verb}`)} ${step.name} ${paint.dim(step.type)}${why}`;
    return [
      head,
      ...Object.entries(step.changes).map(([key, change]) => `    ${changeLine(key, change, step.op, paint)}`),
    ];
  });
}

function changeLine(key: string, change: { old: Value; new: Value }, op: string, paint: Paint): string {
  if (op === "create") return paint.green(`${key}: ${brief(change.new)}`);
  return `${key}: ${paint.red(brief(change.old))} → ${paint.green(brief(change.new))}`;
}

const longest = 100;

function brief(value: Value): string {
  if (value === null) return "(none)";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** "3 to create, 1 to delete, 12 unchanged". */
export function countLine(steps: readonly PlannedStep[], unchanged: number): string {
  const counts = Object.values(signs)
    .map(({ verb }) => ({ verb, count: steps.filter((step) => step.op === verb).length }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }) => `${count} to ${verb}`);
  return [...counts, `${unchanged} unchanged`].join(", ");
}
