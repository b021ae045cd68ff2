import type { PlanEntry } from "../../plan/json.ts";

/** A resource of an offline plan, of a provider and with nothing above it. */
export const planEntry = (type: string, name: string, inputs: PlanEntry["inputs"], protect = false): PlanEntry => ({
  urn: `urn:pulumi:prod::campfire::${type}::${name}`,
  type,
  name,
  custom: true,
  parent: null,
  inputs,
  dependencies: [],
  propertyDependencies: {},
  protect,
  provider: null,
});
