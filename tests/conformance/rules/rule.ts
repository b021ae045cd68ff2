import type { PlanEntry } from "../../../engine/plan/json.ts";
import type { Value } from "../../../engine/values/wire.ts";
import type { PlatformName } from "../../../infra/platform-names.ts";
import type { Lifecycle, Size } from "../../../infra/presets.ts";

/** A stack as the offline plan sees it: what every rule looks at. */
export interface Plan {
  platform: PlatformName;
  size: Size;
  lifecycle: Lifecycle;
  resources: PlanEntry[];
  /** URN → the properties whose changes are ignored; those of resources that ignore none are absent. */
  ignoreChanges: Readonly<Record<string, string[]>>;
  /** The stack's outputs; unknowns as "<unknown>", secrets as "<secret>". */
  outputs: Record<string, Value>;
}

/** Something that must hold for every plan of the platforms it concerns. */
export interface Rule {
  /** Stable, as `pitfall-01` for a row of the table of known pitfalls, else words. */
  id: string;
  /** The platforms it concerns; all when absent. */
  platforms?: readonly PlatformName[];
  /** What holds, as a sentence. */
  holds: string;
  /** What breaks it in this plan, a sentence each; none when it holds. */
  check(plan: Plan): string[];
}

export const ofType = (plan: Plan, type: string) => plan.resources.filter((resource) => resource.type === type);

/** The one resource of a type with a name; throws when the plan has none, so that a rule can't hold for want of something to look at. */
export function only(plan: Plan, type: string, name: string): PlanEntry {
  const found = ofType(plan, type).find((resource) => resource.name === name);
  if (!found) throw new Error(`the plan has no ${type} "${name}"`);
  return found;
}
