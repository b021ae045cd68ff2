import type { Masker } from "../../engine/display/masker.ts";
import { secretMask, unknownMask } from "../../engine/values/mask.ts";
import { isObject, isOutput, isSecret, unknown, type Value } from "../../engine/values/wire.ts";

/** How the official CLI writes a secret in its JSON. */
const officialMask = "[secret]";

/** Shorter texts would mask too much: a port or a region can be a secret's value by chance. */
const shortestMasked = 6;

/** Secrets and unknowns in one form, whichever engine wrote them. */
export function normalized(value: Value): Value {
  if (value === officialMask || isSecret(value) || (isOutput(value) && value.secret)) return secretMask;
  if (value === unknown) return unknownMask;
  if (Array.isArray(value)) return value.map(normalized);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalized(item)]));
  return value;
}

/**
 * Pulumi masks what a state calls a secret. Where one state does and another doesn't, as before and after the change that makes a value a
 * secret, the value stands in clear on one side (pulumi/pulumi#9330). This finds such values in all forms of one resource (inputs and
 * outputs, old and new; normalized), so that `masker` takes them out wherever they stand.
 */
export function collectSecrets(masker: Masker, forms: readonly (Value | undefined)[]): void {
  for (const one of forms) for (const other of forms) collectBeside(masker, one, other);
}

function collectBeside(masker: Masker, hidden: Value | undefined, shown: Value | undefined): void {
  if (hidden === undefined || shown === undefined || hidden === shown) return;
  if (hidden === secretMask) addTexts(masker, shown);
  else if (Array.isArray(hidden) && Array.isArray(shown)) {
    for (const [at, item] of hidden.entries()) collectBeside(masker, item, shown[at]);
  } else if (isObject(hidden) && isObject(shown)) {
    for (const [key, item] of Object.entries(hidden)) collectBeside(masker, item, own(shown, key));
  }
}

/** A key of the object itself: `constructor` is one of every object's. */
export const own = (value: { [key: string]: Value }, key: string): Value | undefined =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** Each text as it is, and as it stands in JSON and in addresses. */
function addTexts(masker: Masker, value: Value): void {
  if (Array.isArray(value) || isObject(value)) for (const item of Object.values(value)) addTexts(masker, item);
  const text = String(value);
  if (typeof value === "object" || text.length < shortestMasked || text === unknownMask) return;
  for (const form of [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed())])
    masker.addText(form);
}
