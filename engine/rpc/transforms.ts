import * as grpc from "@grpc/grpc-js";
import aliasproto from "@pulumi/pulumi/proto/alias_pb.js";
import callbackrpc from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callbackproto from "@pulumi/pulumi/proto/callback_pb.js";
import resproto from "@pulumi/pulumi/proto/resource_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { flattenOutputs, type Properties } from "../values/wire.ts";
import { type AliasSpec, type Callback, type Goal, readAlias, readMap, readStruct } from "./goal.ts";

/** Runs the program's transforms, which live in the program, over what it registers. */
export class Transforms {
  readonly #clients = new Map<string, InstanceType<typeof callbackrpc.CallbacksClient>>();
  readonly #ofStack: Callback[] = [];
  readonly #ofResource = new Map<string, { parent: string; transforms: Callback[] }>();

  addToStack(callback: Callback): void {
    this.#ofStack.push(callback);
  }

  /** A component's transforms hold for all below it. */
  remember(urn: string, goal: Goal): void {
    this.#ofResource.set(urn, { parent: goal.parent, transforms: goal.transforms });
  }

  /** The resource's own first, then its parents', then the stack's. */
  async apply(goal: Goal): Promise<Goal> {
    const callbacks = [...goal.transforms];
    for (let at = this.#ofResource.get(goal.parent); at; at = this.#ofResource.get(at.parent)) {
      callbacks.push(...at.transforms);
    }
    let result = goal;
    for (const callback of [...callbacks, ...this.#ofStack]) result = await this.#run(callback, result);
    return result;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  async #run(callback: Callback, goal: Goal): Promise<Goal> {
    const request = new callbackproto.CallbackInvokeRequest();
    request.setToken(callback.token);
    request.setRequest(encodeRequest(goal).serializeBinary());
    const client = this.#clients.get(callback.target) ?? this.#connect(callback.target);
    const answer = await new Promise<Uint8Array>((resolve, reject) =>
      client.invoke(request, (error, response) => (error ? reject(error) : resolve(response.getResponse_asU8()))),
    );
    return decodeResponse(goal, resproto.TransformResponse.deserializeBinary(answer));
  }

  #connect(target: string) {
    const client = new callbackrpc.CallbacksClient(target, grpc.credentials.createInsecure());
    this.#clients.set(target, client);
    return client;
  }
}

function encodeRequest(goal: Goal): resproto.TransformRequest {
  const options = new resproto.TransformResourceOptions();
  options.setDependsOnList(goal.dependencies);
  if (goal.protect !== undefined) options.setProtect(goal.protect);
  options.setIgnoreChangesList(goal.ignoreChanges);
  options.setReplaceOnChangesList(goal.replaceOnChanges);
  options.setVersion(goal.version);
  options.setAliasesList(goal.aliases.map(encodeAlias));
  options.setProvider(goal.provider);
  const timeouts = new resproto.RegisterResourceRequest.CustomTimeouts();
  timeouts.setCreate(goal.customTimeouts.create ?? "");
  timeouts.setUpdate(goal.customTimeouts.update ?? "");
  timeouts.setDelete(goal.customTimeouts.delete ?? "");
  options.setCustomTimeouts(timeouts);
  options.setPluginDownloadUrl(goal.pluginDownloadUrl);
  if (goal.retainOnDelete !== undefined) options.setRetainOnDelete(goal.retainOnDelete);
  options.setDeletedWith(goal.deletedWith);
  if (goal.deleteBeforeReplace !== undefined) options.setDeleteBeforeReplace(goal.deleteBeforeReplace);
  options.setAdditionalSecretOutputsList(goal.additionalSecretOutputs);
  for (const [name, reference] of Object.entries(goal.providers)) options.getProvidersMap().set(name, reference);
  options.setImport(goal.importId);
  options.setReplaceWithList(goal.replaceWith);
  const request = new resproto.TransformRequest();
  request.setType(goal.type);
  request.setName(goal.name);
  request.setCustom(goal.custom);
  request.setParent(goal.parent);
  request.setProperties(struct.Struct.fromJavaScript(goal.inputs));
  request.setOptions(options);
  return request;
}

function decodeResponse(goal: Goal, response: resproto.TransformResponse): Goal {
  const inputs = flattenOutputs(readStruct(response.getProperties()));
  const options = response.getOptions();
  const result: Goal = { ...goal, inputs, propertyDependencies: dependenciesFor(inputs, goal) };
  if (!options) return result;
  const timeouts = options.getCustomTimeouts();
  return {
    ...result,
    dependencies: options.getDependsOnList(),
    protect: options.hasProtect() ? options.getProtect() : undefined,
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    version: options.getVersion(),
    aliases: options.getAliasesList().map(readAlias),
    provider: options.getProvider(),
    customTimeouts: timeouts
      ? { create: timeouts.getCreate(), update: timeouts.getUpdate(), delete: timeouts.getDelete() }
      : {},
    pluginDownloadUrl: options.getPluginDownloadUrl(),
    retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined,
    deletedWith: options.getDeletedWith(),
    deleteBeforeReplace: options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    providers: readMap(options.getProvidersMap(), (value) => value),
    importId: options.getImport(),
    replaceWith: options.getReplaceWithList(),
  };
}

/** A property that a transform added depends on nothing that the engine knows of; the others keep what they had. */
const dependenciesFor = (inputs: Properties, goal: Goal): Record<string, string[]> =>
  Object.fromEntries(Object.keys(inputs).map((key) => [key, goal.propertyDependencies[key] ?? []]));

function encodeAlias(alias: AliasSpec): aliasproto.Alias {
  const result = new aliasproto.Alias();
  if (alias.urn !== undefined) {
    result.setUrn(alias.urn);
    return result;
  }
  const spec = new aliasproto.Alias.Spec();
  spec.setName(alias.name ?? "");
  spec.setType(alias.type ?? "");
  spec.setStack(alias.stack ?? "");
  spec.setProject(alias.project ?? "");
  if (alias.noParent) spec.setNoparent(true);
  else if (alias.parentUrn) spec.setParenturn(alias.parentUrn);
  result.setSpec(spec);
  return result;
}
