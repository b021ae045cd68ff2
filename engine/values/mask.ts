import { isAsset, isOutput, isResourceReference, isSecret, type Properties, unknown, type Value } from "./wire.ts";

/** What stands where a secret or an unknown value is, in everything that is printed. */
export const secretMask = "<secret>";
export const unknownMask = "<unknown>";

/** A value as it may be shown: no secret, no wire signature. With `showSecrets` secrets are shown in clear. */
export function masked(value: Value, showSecrets = false): Value {
  if (isSecret(value)) return showSecrets ? masked(value.value, true) : secretMask;
  if (isOutput(value)) {
    if (value.secret && !showSecrets) return secretMask;
    return value.value === undefined ? unknownMask : masked(value.value, showSecrets);
  }
  if (isResourceReference(value)) return value.urn;
  if (value === unknown) return unknownMask;
  if (isAsset(value)) return shownAsset(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, showSecrets));
  if (typeof value === "object" && value !== null) return maskedProperties(value, showSecrets);
  return value;
}

export function maskedProperties(properties: Properties, showSecrets = false): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, masked(value, showSecrets)]));
}

function shownAsset(asset: Properties): Value {
  const source = asset.path ?? asset.uri;
  if (typeof source === "string") return `asset(${source})`;
  return asset.text === undefined ? "asset(archive)" : "asset(text)";
}

/** Every secret string inside: what must not appear in a log line either. Short ones would mask too much. */
export function secretTexts(value: Value, within = false): string[] {
  if (isSecret(value)) return secretTexts(value.value, true);
  if (isOutput(value)) return secretTexts(value.value ?? null, within || value.secret === true);
  if (typeof value === "string") return within && value.length >= shortestMasked && value !== unknown ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((item) => secretTexts(item, within));
}

const shortestMasked = 6;
