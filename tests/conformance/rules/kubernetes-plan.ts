import type { PlanEntry } from "../../../engine/plan/json.ts";
import type { Plan } from "./rule.ts";

/** An object of a plan as the rules look at it. What it says depends on its kind, so its fields are any. */
// biome-ignore-start lint/suspicious/noExplicitAny: manifests of any kind; the API server checks their form.
export interface PlannedObject {
  kind: string;
  name: string;
  metadata: any;
  spec: any;
  entry: PlanEntry;
}

type Container = { name: string; image: string } & Record<string, any>;
// biome-ignore-end lint/suspicious/noExplicitAny: as above.

/** The Kubernetes objects of a plan: all, or those of a kind. */
export const objectsOf = (plan: Plan, kind?: string): PlannedObject[] =>
  plan.resources
    .filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/"))
    .map((entry) => {
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      const { kind, metadata, spec } = entry.inputs as any;
      return { kind, name: metadata.name, metadata, spec, entry };
    })
    .filter((object) => kind === undefined || object.kind === kind);

/** The one object of a kind with a name; throws when there is none, so that a rule can't hold for want of something to look at. */
export function theOne(plan: Plan, kind: string, name: string): PlannedObject {
  const found = objectsOf(plan, kind).find((object) => object.name === name);
  if (!found) throw new Error(`the plan has no ${kind} "${name}"`);
  return found;
}

/** Everything that runs pods of ours. */
export const podsOf = (plan: Plan): PlannedObject[] => {
  const found = ["Deployment", "Job", "StatefulSet", "DaemonSet"].flatMap((kind) => objectsOf(plan, kind));
  if (found.length === 0) throw new Error("the plan runs no pods");
  return found;
};

export const containersOf = ({ spec }: PlannedObject): Container[] => spec.template.spec.containers;

/** The plain environment variables of an object's first container. */
export const variablesOf = (object: PlannedObject): Record<string, string> =>
  Object.fromEntries(
    (containersOf(object)[0]?.env ?? []).map(({ name, value }: Record<string, string>) => [name, value]),
  );

/** Seconds of a duration of Gateway API, as "300s" or "1h". */
export const seconds = (duration: string): number => {
  const [, number, unit] = /^(\d+)(s|m|h)$/.exec(duration) ?? [];
  return Number(number) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"];
};
