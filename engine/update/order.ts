import { type ResourceState, requirementsOf } from "../state/resource.ts";

/**
 * Groups what is to be deleted: all of a group can go at the same time, once the groups before it are gone.
 * A resource goes before all that it needs. `resources` may hold two of one name: a replaced one and its successor.
 */
export function deletionOrder(resources: readonly ResourceState[]): ResourceState[][] {
  const depths = new Map<ResourceState, number>();
  const byUrn = Map.groupBy(resources, (resource) => resource.urn);
  const depthOf = (resource: ResourceState, visiting: Set<ResourceState>): number => {
    const known = depths.get(resource);
    if (known !== undefined) return known;
    if (visiting.has(resource)) return 0;
    visiting.add(resource);
    let depth = 0;
    for (const urn of requirementsOf(resource)) {
      for (const needed of byUrn.get(urn) ?? []) {
        if (needed !== resource) depth = Math.max(depth, depthOf(needed, visiting) + 1);
      }
    }
    visiting.delete(resource);
    depths.set(resource, depth);
    return depth;
  };
  const groups: ResourceState[][] = [];
  for (const resource of resources) {
    const depth = depthOf(resource, new Set());
    groups[depth] = [...(groups[depth] ?? []), resource];
  }
  return groups.reverse().filter((group) => group !== undefined);
}

/** All that depends on a resource, directly or not, in dependency order. `resources` are in dependency order. */
export function dependentsOf(root: ResourceState, resources: readonly ResourceState[]): ResourceState[] {
  const affected = new Set([root.urn]);
  const dependents: ResourceState[] = [];
  for (const resource of resources.slice(resources.indexOf(root) + 1)) {
    if (!requirementsOf(resource).some((urn) => affected.has(urn))) continue;
    affected.add(resource.urn);
    dependents.push(resource);
  }
  return dependents;
}
