import type { Goal } from "../rpc/goal.ts";
import type { DiffResult, ProviderClient } from "../rpc/provider.ts";
import type { ResourceState } from "../state/resource.ts";
import { touches } from "../values/paths.ts";
import { type Properties, sameValue, unknown, type Value } from "../values/wire.ts";
import { dependentsOf } from "./order.ts";

export interface Decision {
  changes: boolean;
  /** Not empty: it has to be replaced. */
  replaces: string[];
  deleteBeforeReplace: boolean;
}

const nothing: Decision = { changes: false, replaces: [], deleteBeforeReplace: false };

/** What a provider's diff comes to, with the options of the program applied. */
export function decide(diff: DiffResult, old: ResourceState, inputs: Properties, goal: Goal): Decision {
  const changed = diff.changes === "unknown" ? changedKeys(old.inputs, inputs) : diff.changed;
  const changes = diff.changes === "unknown" ? changed.length > 0 : diff.changes === "some";
  const asked = changes ? changed.filter((path) => touches(path, goal.replaceOnChanges)) : [];
  return {
    changes: changes || asked.length > 0,
    replaces: changes ? [...new Set([...diff.replaces, ...asked])] : [],
    deleteBeforeReplace: goal.deleteBeforeReplace ?? diff.deleteBeforeReplace,
  };
}

/** Reasons to replace that need no provider: another provider, or something it follows is being replaced. */
export function forcedReplacement(
  goal: Goal,
  old: ResourceState,
  provider: string,
  replaced: ReadonlySet<string>,
): Decision {
  const keys: string[] = [];
  if (goal.replacementTrigger !== undefined && !sameValue(goal.replacementTrigger, old.replacementTrigger)) {
    keys.push("replacementTrigger");
  }
  if (goal.replaceWith.some((urn) => replaced.has(urn))) keys.push("replaceWith");
  if (goal.deletedWith !== "" && replaced.has(goal.deletedWith)) keys.push("deletedWith");
  if (old.provider !== undefined && isOtherProvider(old.provider, provider)) keys.push("provider");
  if (keys.length === 0) return nothing;
  return { changes: true, replaces: keys, deleteBeforeReplace: goal.deleteBeforeReplace ?? false };
}

/** Default providers of a package follow one another (as its version changes) without a replacement. */
function isOtherProvider(old: string, now: string): boolean {
  const isDefault = (reference: string) => /::default(_[^:]*)?::/.test(reference);
  return old !== now && !(isDefault(old) && isDefault(now));
}

export function changedKeys(olds: Properties, news: Properties): string[] {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...keys].filter((key) => !sameValue(olds[key], news[key]));
}

export interface Dependent {
  resource: ResourceState;
  keys: string[];
}

/**
 * Before a resource is deleted to be replaced, those that depend on it and would have to be replaced when its outputs change have to go
 * first: each dependent's provider is asked, with what depends on the resource unknown.
 */
export async function dependentReplacements(
  root: ResourceState,
  resources: readonly ResourceState[],
  clientOf: (resource: ResourceState) => Promise<ProviderClient>,
): Promise<Dependent[]> {
  const condemned = new Set([root.urn]);
  const result: Dependent[] = [];
  for (const resource of dependentsOf(root, resources)) {
    if (!resource.custom || resource.id === undefined || resource.provider === undefined) continue;
    const inputs = withUnknowns(resource, condemned);
    if (inputs === undefined) continue;
    const client = await clientOf(resource);
    const old = { id: resource.id, inputs: resource.inputs, outputs: resource.outputs };
    const diff = await client.diff(resource.urn, old, inputs, resource.ignoreChanges ?? []);
    if (diff.replaces.length === 0) continue;
    condemned.add(resource.urn);
    result.push({ resource, keys: diff.replaces });
  }
  return result;
}

/** Undefined when none of its properties depends on what is condemned. */
function withUnknowns(resource: ResourceState, condemned: ReadonlySet<string>): Properties | undefined {
  const entries = Object.entries(resource.inputs).map(([key, value]): [string, Value, boolean] => {
    const depends = (resource.propertyDependencies[key] ?? []).some((urn) => condemned.has(urn));
    return [key, depends ? unknown : value, depends];
  });
  if (!entries.some(([, , depends]) => depends)) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, value]));
}
