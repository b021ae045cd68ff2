import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineError, messageOf } from "../errors.ts";
import { isObject, type Properties, sameValue, type Value } from "../values/wire.ts";

/** An answer to a function call: given when every argument of `args` is among those of the call. */
interface Fixture {
  args?: Properties;
  result: Properties;
}

/** Recorded answers to function calls (`getX`) by token. */
export interface Fixtures {
  /** The first fixture that fits; undefined when there is none, which makes the result unknown to the program. */
  find(token: string, args: Properties): Properties | undefined;
}

/**
 * Reads fixtures from a JSON file, or from every `*.json` of a folder. Each file is
 * `{ "<function token>": [{ "args": { … }, "result": { … } }, …] }`; without `args` a fixture fits every call.
 */
export function loadFixtures(path: string | undefined): Fixtures {
  const byToken = new Map<string, Fixture[]>();
  for (const file of path === undefined ? [] : filesOf(path)) {
    for (const [token, list] of Object.entries(readFixtures(file))) {
      byToken.set(token, [...(byToken.get(token) ?? []), ...list]);
    }
  }
  return {
    find: (token, args) => byToken.get(token)?.find((fixture) => fits(fixture.args ?? {}, args))?.result,
  };
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) throw unusable(path, "it does not exist");
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
}

function readFixtures(file: string): Record<string, Fixture[]> {
  let content: Value;
  try {
    content = JSON.parse(readFileSync(file, "utf8")) as Value;
  } catch (error) {
    throw unusable(file, messageOf(error));
  }
  if (!isObject(content)) throw unusable(file, "it is not an object of function tokens");
  for (const [token, list] of Object.entries(content)) {
    const isList = Array.isArray(list) && list.every((item) => isObject(item) && isObject(item.result));
    if (!isList) throw unusable(file, `"${token}" is not a list of {"args", "result"}`);
  }
  return content as unknown as Record<string, Fixture[]>;
}

const unusable = (path: string, why: string) =>
  new EngineError({
    code: "fixtures",
    message: `The fixtures of ${path} can't be used: ${why}`,
    setting: "--fixtures",
    remedy: "engine/README.md shows their form.",
  });

function fits(wanted: Value, given: Value | undefined): boolean {
  if (isObject(wanted) && isObject(given)) {
    return Object.entries(wanted).every(([key, value]) => fits(value, given[key]));
  }
  return sameValue(wanted, given);
}
