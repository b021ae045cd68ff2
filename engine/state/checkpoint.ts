import { createHash } from "node:crypto";
import { EngineError } from "../errors.ts";
import { isObject, isSecret, type Properties, signatureKey, signatures, type Value } from "../values/wire.ts";
import type { Crypter } from "./passphrase.ts";
import type { CustomTimeoutSeconds, Operation, OperationType, ResourceState } from "./resource.ts";

/** The form that `pulumi stack export` writes and `pulumi stack import` takes. */
export interface Checkpoint {
  version: 3;
  deployment: {
    manifest: { time: string; magic: string; version: string };
    secrets_providers: { type: "passphrase"; state: { salt: string } };
    resources?: StoredResource[];
    pending_operations?: { resource: StoredResource; type: OperationType }[];
    metadata: Record<string, never>;
  };
}

type StoredResource = Record<string, unknown>;

/** What a checkpoint holds, in clear. */
export interface StoredState {
  resources: ResourceState[];
  pending: Operation[];
}

/** The official CLI refuses a file whose magic is not the SHA-256 of its version. */
const magicOf = (version: string): string => createHash("sha256").update(version).digest("hex");

export function writeCheckpoint(state: StoredState, crypter: Crypter, engineVersion: string): Checkpoint {
  const { resources, pending } = state;
  return {
    version: 3,
    deployment: {
      manifest: { time: new Date().toISOString(), magic: magicOf(engineVersion), version: engineVersion },
      secrets_providers: { type: "passphrase", state: { salt: crypter.salt } },
      ...(resources.length > 0 ? { resources: resources.map((resource) => writeResource(resource, crypter)) } : {}),
      ...(pending.length > 0
        ? {
            pending_operations: pending.map(({ type, resource }) => ({
              resource: writeResource(resource, crypter),
              type,
            })),
          }
        : {}),
      metadata: {},
    },
  };
}

/** The salt of a parsed checkpoint: what the passphrase has to open. */
export function saltOf(checkpoint: unknown): string | undefined {
  const deployment = (checkpoint as Partial<Checkpoint>)?.deployment;
  return deployment?.secrets_providers?.state?.salt;
}

/** Reads a parsed checkpoint; throws an error that says what is wrong with it. */
export function readCheckpoint(checkpoint: unknown, crypter: Crypter): StoredState {
  const { version, deployment } = (checkpoint ?? {}) as Partial<Checkpoint>;
  if (version !== 3 || typeof deployment !== "object") throw new Error("it is no deployment of version 3");
  const resources = (deployment.resources ?? []).map((stored) => readResource(stored, crypter));
  const pending = (deployment.pending_operations ?? []).map(({ type, resource }) => ({
    type,
    resource: readResource(resource, crypter),
  }));
  const known = new Set(resources.map((resource) => resource.urn));
  for (const { urn, parent } of resources) {
    if (parent && !known.has(parent)) throw new Error(`${urn} names the parent ${parent}, which is missing`);
  }
  return { resources, pending };
}

function writeResource(resource: ResourceState, crypter: Crypter): StoredResource {
  const { inputs, outputs, propertyDependencies, dependencies, replacementTrigger, ...plain } = resource;
  const stored: StoredResource = {
    ...plain,
    inputs: sealAll(inputs, crypter),
    outputs: sealAll(outputs, crypter),
    dependencies,
    propertyDependencies,
    replacementTrigger: replacementTrigger === undefined ? undefined : seal(replacementTrigger, crypter),
  };
  for (const [key, value] of Object.entries(stored)) if (isAbsent(value)) delete stored[key];
  return { ...stored, custom: resource.custom };
}

const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === false ||
  value === "" ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);

function readResource(stored: StoredResource, crypter: Crypter): ResourceState {
  for (const field of ["external", "viewOf", "taint", "resourceHooks", "extensionRef"]) {
    if (!stored[field]) continue;
    throw new EngineError({
      code: "state-unsupported",
      message: `The state holds ${stored.urn} with "${field}", which only the official engine handles`,
      remedy: "Use the official CLI for this stack (--engine cli).",
    });
  }
  if (typeof stored.urn !== "string" || typeof stored.type !== "string")
    throw new Error("a resource has no URN or type");
  const {
    sourcePosition: _position,
    stackTrace: _trace,
    ...rest
  } = stored as unknown as ResourceState & StoredResource;
  return {
    ...rest,
    custom: stored.custom === true,
    inputs: openAll((stored.inputs ?? {}) as Properties, crypter),
    outputs: openAll((stored.outputs ?? {}) as Properties, crypter),
    dependencies: (stored.dependencies ?? []) as string[],
    propertyDependencies: (stored.propertyDependencies ?? {}) as Record<string, string[]>,
    customTimeouts: stored.customTimeouts as CustomTimeoutSeconds | undefined,
    replacementTrigger:
      stored.replacementTrigger === undefined ? undefined : open(stored.replacementTrigger as Value, crypter),
  };
}

/** Secrets become `{<signature>, ciphertext}`, as Pulumi stores them: the encrypted JSON of the value. */
function seal(value: Value, crypter: Crypter): Value {
  if (isSecret(value)) {
    const ciphertext = crypter.encrypt(JSON.stringify(value.value));
    return { [signatureKey]: signatures.secret, ciphertext };
  }
  if (Array.isArray(value)) return value.map((item) => seal(item, crypter));
  return isObject(value) ? sealAll(value, crypter) : value;
}

function open(value: Value, crypter: Crypter): Value {
  if (isObject(value) && value[signatureKey] === signatures.secret) {
    const plaintext =
      typeof value.ciphertext === "string" ? crypter.decrypt(value.ciphertext) : String(value.plaintext);
    return { [signatureKey]: signatures.secret, value: JSON.parse(plaintext) as Value };
  }
  if (Array.isArray(value)) return value.map((item) => open(item, crypter));
  return isObject(value) ? openAll(value, crypter) : value;
}

const sealAll = (properties: Properties, crypter: Crypter): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, seal(value, crypter)]));
const openAll = (properties: Properties, crypter: Crypter): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, open(value, crypter)]));
