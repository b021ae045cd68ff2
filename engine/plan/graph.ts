import type { Goal } from "../rpc/goal.ts";
import type { Properties } from "../values/wire.ts";

/** One registered resource, as data. Values are in wire form: secrets and unknowns are still told apart. */
export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** Empty for the stack. */
  parent: string;
  inputs: Properties;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  /** The URN of its provider; empty for components and providers. */
  provider: string;
  /** True for a resource that the program only reads (`X.get`). */
  read: boolean;
  /** Every option it was registered with; undefined for those the engine made itself and for reads. */
  goal: Goal | undefined;
}

/** What a program would have: its resources in the order of their registration, and the stack's outputs. */
export interface ResourceGraph {
  resources: PlannedResource[];
  outputs: Properties;
}
