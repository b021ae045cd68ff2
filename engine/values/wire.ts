/**
 * Property values, in the form in which they cross the wire: JSON, where a few kinds of values are objects with a signature.
 * The whole engine keeps them so; only what is stored (secrets encrypted) and what is shown (secrets masked) differs.
 * The signatures are part of Pulumi's protocol (its `proto` folder and the SDK's `runtime/rpc.ts` document them).
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

export const signatureKey = "4dabf18193072939515e22adb298388d";
export const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** Stands for a value that is known only after the resource has been made. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isObject = (value: Value | undefined): value is { [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const signed = (value: Value | undefined, signature: string) => isObject(value) && value[signatureKey] === signature;

export const isSecret = (value: Value | undefined): value is { value: Value } => signed(value, signatures.secret);
export const isOutput = (
  value: Value | undefined,
): value is { value?: Value; secret?: boolean; dependencies?: string[] } => signed(value, signatures.output);
export const isResourceReference = (value: Value | undefined): value is { urn: string; id?: string } =>
  signed(value, signatures.resource);
export const isAsset = (value: Value | undefined): value is Properties =>
  signed(value, signatures.asset) || signed(value, signatures.archive);

export const secret = (value: Value): Value => (isSecret(value) ? value : { [signatureKey]: signatures.secret, value });

/** Replaces values from the leaves up; `change` sees each value after its children were changed. */
function mapValue(value: Value, change: (value: Value) => Value): Value {
  if (Array.isArray(value)) return change(value.map((item) => mapValue(item, change)));
  if (isObject(value)) {
    return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapValue(item, change)])));
  }
  return change(value);
}

export const mapProperties = (properties: Properties, change: (value: Value) => Value): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, mapValue(value, change)]));

export function containsSecret(value: Value): boolean {
  if (isSecret(value) || (isOutput(value) && value.secret === true)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isObject(value) && Object.values(value).some(containsSecret);
}

/** The value itself, with neither secret nor output wrappers. */
export const unwrap = (value: Value): Value =>
  mapValue(value, (inner) => {
    if (isSecret(inner)) return inner.value;
    if (isOutput(inner)) return inner.value === undefined ? unknown : inner.value;
    return inner;
  });

/** Output values become what they hold (a secret, an unknown or a plain value): what a provider or the state takes. */
export const flattenOutputs = (properties: Properties): Properties =>
  mapProperties(properties, (value) => {
    if (!isOutput(value)) return value;
    const inner = value.value === undefined ? unknown : value.value;
    return value.secret ? secret(inner) : inner;
  });

/** Marks as secret what `names` lists: the option `additionalSecretOutputs`. */
export function markSecret(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, names.includes(key) ? secret(value) : value]),
  );
}

/** For providers that know no secrets: an output named like a secret input is a secret too. */
export function markLikeInputs(outputs: Properties, inputs: Properties): Properties {
  return markSecret(
    outputs,
    Object.keys(inputs).filter((key) => containsSecret(inputs[key]!)),
  );
}

/** Deep equality by value; a secret equals its plain value, since secrecy is not a change of the resource. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonical(unwrap(a)) === canonical(unwrap(b));
}

function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(",")}}`;
}
