import type { Properties, Value } from "../values/wire.ts";

/** A resource as the state holds it, with its secrets in clear. Fields as in Pulumi's deployment form, version 3. */
export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  /** Of the provider's making; absent for components. */
  id?: string;
  inputs: Properties;
  outputs: Properties;
  parent?: string;
  protect?: boolean;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** `<urn>::<id>` of its provider. */
  provider?: string;
  /** It has been replaced, and is still to be deleted. */
  delete?: boolean;
  /** It has been deleted to be replaced, and its successor is still to be made. */
  pendingReplacement?: boolean;
  additionalSecretOutputs?: string[];
  customTimeouts?: CustomTimeoutSeconds;
  retainOnDelete?: boolean;
  deletedWith?: string;
  replaceWith?: string[];
  ignoreChanges?: string[];
  replaceOnChanges?: string[];
  replacementTrigger?: Value;
  /** Why a resource that exists did not come up: the next update tries again. */
  initErrors?: string[];
  /** ISO 8601. */
  created?: string;
  modified?: string;
}

export interface CustomTimeoutSeconds {
  create?: number;
  update?: number;
  delete?: number;
}

export type OperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** What was under way when the state was written: for a create without an id, for the others the resource as it was. */
export interface Operation {
  type: OperationType;
  resource: ResourceState;
}

/** All that has to exist before the resource does, its provider included. */
export function requirementsOf(resource: ResourceState): string[] {
  const urns = new Set<string>(resource.dependencies);
  for (const list of Object.values(resource.propertyDependencies)) for (const urn of list) urns.add(urn);
  if (resource.parent) urns.add(resource.parent);
  if (resource.deletedWith) urns.add(resource.deletedWith);
  if (resource.provider) urns.add(resource.provider.slice(0, resource.provider.lastIndexOf("::")));
  return [...urns];
}
