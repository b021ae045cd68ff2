/** Property values on the provider protocol's wire: secrets are wrapped in objects with a signature, and unknowns are a magic text. */
import {
  isRpcSecret,
  specialSecretSig,
  specialSigKey,
  unknownValue,
  unwrapRpcSecret,
} from "@pulumi/pulumi/runtime/rpc.js";

// biome-ignore lint/suspicious/noExplicitAny: the SDK's provider interface hands properties over untyped
export type Properties = Record<string, any>;

/** What only a resource that does not exist yet will tell; met during previews. */
export const UNKNOWN = Symbol("unknown");

export const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });

/** A deep copy without secret wrappers, and with UNKNOWN for unknowns. */
export function plain(value: unknown): unknown {
  if (value === unknownValue) return UNKNOWN;
  if (isRpcSecret(value)) return plain(unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) return plainProperties(value as Properties);
  return value;
}

export const plainProperties = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === null ? [] : [[key, plain(value)]])),
  );

/** Whether a secret is in the value, at any depth. */
export function holdsSecret(value: unknown): boolean {
  if (isRpcSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

/** Whether a plain value is unknown, or something in it is. */
export function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** Hides the secrets of some properties in a text, such as the end of a log. Those shorter than 4 characters would hide half of the text. */
export function maskSecrets(text: string, ...properties: Properties[]): string {
  const longestFirst = properties.flatMap(secretTexts).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, found) => masked.replaceAll(found, "[secret]"), text);
}

function secretTexts(value: unknown): string[] {
  if (isRpcSecret(value)) return texts(plain(value));
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(secretTexts) : [];
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value, ...passwordOf(value)].filter((text) => text.length >= 4);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** Programs print the password of a secret URL without the rest of it. */
function passwordOf(text: string): string[] {
  const password = URL.canParse(text) ? new URL(text).password : "";
  return password ? [password, decodeURIComponent(password)] : [];
}
