import { maskedProperties } from "../values/mask.ts";
import type { Value } from "../values/wire.ts";
import type { ResourceGraph } from "./graph.ts";

/** One line of `npm run plan -- --json`: what later checks and golden inventories rely on. */
export interface PlanEntry {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** Null for the stack. */
  parent: string | null;
  /** Unknowns as "<unknown>", secrets as "<secret>". */
  inputs: { [key: string]: Value };
  dependencies: string[];
  propertyDependencies: { [key: string]: string[] };
  protect: boolean;
  /** The URN of its provider; null for components and providers. */
  provider: string | null;
}

/** The plan as plain data, sorted by URN, since the order of registration varies. */
export function planJson(graph: ResourceGraph): PlanEntry[] {
  return graph.resources
    .map((resource) => ({
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      custom: resource.custom,
      parent: resource.parent || null,
      inputs: maskedProperties(resource.inputs),
      dependencies: [...resource.dependencies].sort(),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, [...urns].sort()]),
      ),
      protect: resource.protect,
      provider: resource.provider || null,
    }))
    .sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
}
