// Ways to look at a plan that the rules of AWS share.
import type { PlanEntry } from "../../../../engine/plan/json.ts";
import type { Value } from "../../../../engine/values/wire.ts";
import { lifecyclePresets, sizePresets } from "../../../../infra/presets.ts";
import { ofType, type Plan } from "../rule.ts";

export const platforms = ["aws"] as const;

export const presetsOf = ({ size, lifecycle }: Plan) => ({
  size: sizePresets[size],
  lifecycle: lifecyclePresets[lifecycle],
});

/** A value inside an input, by its path; undefined where there is none. */
export function at(resource: PlanEntry, ...path: (string | number)[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (value, key) => (value as Record<string | number, Value> | null | undefined)?.[key],
    resource.inputs as Value,
  );
}

/** Every resource of a type, which there has to be: a rule can't hold for want of something to look at. */
export function every(plan: Plan, type: string): PlanEntry[] {
  const found = ofType(plan, type);
  if (found.length === 0) throw new Error(`the plan has no ${type}`);
  return found;
}

/** What is wrong with each resource of a type whose property is not as it has to be. */
export const unlike = (plan: Plan, type: string, path: (string | number)[], expected: Value): string[] =>
  every(plan, type)
    .filter((resource) => JSON.stringify(at(resource, ...path)) !== JSON.stringify(expected))
    .map((resource) => `${type} ${resource.name}: ${path.join(".")} is ${JSON.stringify(at(resource, ...path))}`);

/** The ECS service of this name. */
export const ecsService = (plan: Plan, name: string) => {
  const found = every(plan, "aws:ecs/service:Service").find((service) => service.name === name);
  if (!found) throw new Error(`the plan has no ECS service ${name}`);
  return found;
};

/** What a resource waits for, and what that waits for in turn. */
export function upstream(plan: Plan, resource: PlanEntry): Set<string> {
  const byUrn = new Map(plan.resources.map((entry) => [entry.urn, entry]));
  const seen = new Set<string>();
  const visit = (entry: PlanEntry | undefined) => {
    for (const urn of entry?.dependencies ?? []) {
      if (seen.has(urn)) continue;
      seen.add(urn);
      visit(byUrn.get(urn));
    }
  };
  visit(resource);
  return seen;
}
