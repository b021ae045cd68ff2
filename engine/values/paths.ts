import { isObject, type Properties, type Value } from "./wire.ts";

/** A step of a property path; `*` stands for every key or element. */
export type PathStep = string | number;

/** Reads `a.b[0]["c.d"].*` as Pulumi does for `ignoreChanges` and `replaceOnChanges`. Undefined when it is malformed. */
export function parsePath(path: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  const pattern = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/y;
  let at = 0;
  while (at < path.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(path);
    if (!found) return undefined;
    if (found[2] !== undefined) steps.push(Number(found[2]));
    else if (found[3] !== undefined) steps.push(found[3].replace(/\\(.)/g, "$1"));
    else steps.push((found[1] ?? found[4])!);
    at = pattern.lastIndex;
  }
  return steps.length === 0 ? undefined : steps;
}

/** A copy of `news` in which what the paths name is as in `olds`: present there, or absent. */
export function keepOld(news: Properties, olds: Properties, paths: readonly string[]): Properties {
  let result: Value = news;
  for (const path of paths) {
    const steps = parsePath(path);
    if (steps) result = reset(result, olds, steps) ?? {};
  }
  return result as Properties;
}

function reset(news: Value | undefined, olds: Value | undefined, steps: PathStep[]): Value | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return olds;
  const keys = step === "*" ? childKeys(news, olds) : [step];
  let result = news;
  for (const key of keys) result = resetChild(result, olds, key, rest);
  return result;
}

function resetChild(
  news: Value | undefined,
  olds: Value | undefined,
  key: PathStep,
  rest: PathStep[],
): Value | undefined {
  const old = child(olds, key);
  const changed = reset(child(news, key), old, rest);
  if (Array.isArray(news) && typeof key === "number") {
    return changed === undefined || key >= news.length ? news : news.with(key, changed);
  }
  if (!isObject(news)) return news;
  if (changed !== undefined) return { ...news, [key]: changed };
  const { [String(key)]: _removed, ...others } = news;
  return others;
}

const child = (value: Value | undefined, key: PathStep): Value | undefined => {
  if (Array.isArray(value)) return typeof key === "number" ? value[key] : undefined;
  return isObject(value) ? value[String(key)] : undefined;
};

const childKeys = (...values: (Value | undefined)[]): PathStep[] => {
  const keys = new Set<PathStep>();
  for (const value of values) {
    if (Array.isArray(value)) for (const index of value.keys()) keys.add(index);
    else if (isObject(value)) for (const key of Object.keys(value)) keys.add(key);
  }
  return [...keys];
};

/** Whether a changed path lies on, under or above one of the patterns. */
export function touches(changed: string, patterns: readonly string[]): boolean {
  const steps = parsePath(changed);
  return patterns.some((pattern) => {
    const wanted = parsePath(pattern);
    if (!steps || !wanted) return false;
    return wanted.every((step, at) => at >= steps.length || step === "*" || String(step) === String(steps[at]));
  });
}
