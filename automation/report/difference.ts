import { secretMask } from "../../engine/values/mask.ts";
import type { PathStep } from "../../engine/values/paths.ts";
import { isObject, sameValue, type Value } from "../../engine/values/wire.ts";
import { own } from "./masking.ts";
import { limits, type PropertyChange } from "./report.ts";

/** A leaf at which two values differ. */
export interface Difference {
  path: PathStep[];
  before: Value | undefined;
  after: Value | undefined;
}

/**
 * The leaves at which two normalized values differ, with both sides masked where either is a secret. Texts that hold JSON (policies, container
 * definitions) are compared as what they hold.
 */
export function differences(before: Value | undefined, after: Value | undefined, path: PathStep[] = []): Difference[] {
  if (sameValue(before, after)) return [];
  if (before === secretMask || after === secretMask) return [{ path, before: hide(before), after: hide(after) }];
  const [old, now] = [embedded(before), embedded(after)];
  if (Array.isArray(old) && Array.isArray(now)) {
    const longest = old.length > now.length ? old : now;
    return longest.flatMap((_, at) => differences(old[at], now[at], [...path, at]));
  }
  if (isObject(old) && isObject(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
    return keys.flatMap((key) => differences(own(old, key), own(now, key), [...path, key]));
  }
  return [{ path, before, after }];
}

const hide = (value: Value | undefined) => (value === undefined ? undefined : secretMask);

/** What a text of JSON holds, when that is an object or a list; else the value itself. */
function embedded(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}

/** A path as Pulumi writes it: `tags["a.b"][0].name`. */
export function pathText(path: readonly PathStep[]): string {
  const text = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[^.[\]"]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return text.join("").replace(/^\./, "");
}

/** A difference as it is listed: JSON, of which long values keep the part around the first character that differs. */
export function listed({ path, before, after }: Difference, mask: (text: string) => string): PropertyChange {
  const old = before === undefined ? null : mask(JSON.stringify(before));
  const now = after === undefined ? null : mask(JSON.stringify(after));
  const common = old === null || now === null ? 0 : commonPrefix(old, now);
  return { path: cut(mask(pathText(path)), limits.path), before: excerpt(old, common), after: excerpt(now, common) };
}

function commonPrefix(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function excerpt(text: string | null, differsAt: number): string | null {
  if (text === null || text.length <= limits.value) return text;
  const start = Math.min(Math.max(0, differsAt - limits.value / 4), text.length - limits.value);
  const end = start + limits.value;
  const kept = `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
  return `${kept} (${text.length} characters)`.toWellFormed();
}

/** The beginning of a text that is too long. */
export const cut = (text: string, length: number): string =>
  (text.length > length ? `${text.slice(0, length - 1)}…` : text).toWellFormed();
