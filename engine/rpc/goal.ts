import type aliasproto from "@pulumi/pulumi/proto/alias_pb.js";
import type resproto from "@pulumi/pulumi/proto/resource_pb.js";
import { flattenOutputs, type Properties, type Value } from "../values/wire.ts";

export interface AliasSpec {
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parentUrn?: string;
  noParent?: boolean;
}

export interface CustomTimeouts {
  create?: string;
  update?: string;
  delete?: string;
}

/** How a callback of the program (a transform) is reached. */
export interface Callback {
  target: string;
  token: string;
}

/** What a program asks for when it registers a resource: the request, as plain data. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  remote: boolean;
  /** Empty for the stack itself. */
  parent: string;
  inputs: Properties;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** `<urn>::<id>`; empty for the default provider. */
  provider: string;
  providers: Record<string, string>;
  version: string;
  pluginDownloadUrl: string;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  hideDiffs: string[];
  additionalSecretOutputs: string[];
  aliases: AliasSpec[];
  importId: string;
  customTimeouts: CustomTimeouts;
  deleteBeforeReplace: boolean | undefined;
  protect: boolean | undefined;
  retainOnDelete: boolean | undefined;
  deletedWith: string;
  replaceWith: string[];
  replacementTrigger: Value | undefined;
  transforms: Callback[];
  /** Options that the program used and the engine can't honour; the caller refuses them by name. */
  unsupported: string[];
}

export function readGoal(request: resproto.RegisterResourceRequest): Goal {
  const timeouts = request.getCustomtimeouts();
  const trigger = request.getReplacementTrigger();
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    parent: request.getParent(),
    inputs: flattenOutputs(readStruct(request.getObject())),
    dependencies: request.getDependenciesList(),
    propertyDependencies: readMap(request.getPropertydependenciesMap(), (value) => value.getUrnsList()),
    provider: request.getProvider(),
    providers: readMap(request.getProvidersMap(), (value) => value),
    version: request.getVersion(),
    pluginDownloadUrl: request.getPlugindownloadurl(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    hideDiffs: request.getHidediffsList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [...request.getAliasurnsList().map((urn) => ({ urn })), ...request.getAliasesList().map(readAlias)],
    importId: request.getImportid(),
    customTimeouts: timeouts
      ? { create: timeouts.getCreate(), update: timeouts.getUpdate(), delete: timeouts.getDelete() }
      : {},
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
    replaceWith: request.getReplaceWithList(),
    replacementTrigger: trigger ? (trigger.toJavaScript() as Value) : undefined,
    transforms: request.getTransformsList().map((item) => ({ target: item.getTarget(), token: item.getToken() })),
    unsupported: unsupportedOptions(request),
  };
}

export function readStruct(struct: { toJavaScript(): object } | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** The entries of a protocol buffer's map, whose `toArray` would give messages in their raw form. */
export function readMap<From, To>(
  map: { forEach(visit: (value: From, key: string) => void): void },
  read: (value: From) => To,
): Record<string, To> {
  const result: Record<string, To> = {};
  map.forEach((value, key) => {
    result[key] = read(value);
  });
  return result;
}

export function readAlias(alias: aliasproto.Alias): AliasSpec {
  const spec = alias.getSpec();
  if (alias.hasUrn() || !spec) return { urn: alias.getUrn() };
  return {
    name: spec.getName() || undefined,
    type: spec.getType() || undefined,
    stack: spec.getStack() || undefined,
    project: spec.getProject() || undefined,
    parentUrn: spec.getParenturn() || undefined,
    noParent: spec.getNoparent() || undefined,
  };
}

function unsupportedOptions(request: resproto.RegisterResourceRequest): string[] {
  const hooks = request.getHooks();
  const options: string[] = [];
  if (request.getRemote()) options.push("remote component (a component that another plugin makes)");
  if (hooks && Object.values(hooks.toObject()).some((names) => (names as unknown[]).length > 0)) options.push("hooks");
  if (request.getStateMigrationsList().length > 0) options.push("stateMigrations");
  if (request.getPackageref() !== "") options.push("parameterized provider package");
  if (request.getEnvvarmappingsMap().getLength() > 0) options.push("envVarMappings");
  return options;
}
