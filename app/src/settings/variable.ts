import type { ConfigReader } from "../config-values.ts";

/** What a variable is read by; `people` are the commands that people run, such as export. */
export type ReadBy = "serve" | "migrate" | "backups" | "people";

/** One CAMPFIRE_* variable: how it is read, and what the documentation says of it. */
export interface Variable<T = unknown> {
  name: `CAMPFIRE_${string}`;
  /** What may be set, as the documentation says it. */
  type: string;
  /** What holds when it is left out, as the documentation says it; null when it must be set. */
  fallback: string | null;
  does: string;
  readBy: readonly ReadBy[];
  /** The value; what is wrong with it is gathered in the reader. */
  read(reader: ConfigReader): T;
}

type Described = Pick<Variable, "does" | "readBy">;

export function integer(
  name: Variable["name"],
  { fallback, min, max, ...described }: Described & { fallback: number; min: number; max: number },
): Variable<number> {
  const type = `whole number, ${min} to ${max}`;
  const read = (reader: ConfigReader) => reader.integer(name, fallback, { min, max });
  return { name, type, fallback: String(fallback), ...described, read };
}

export function flag(
  name: Variable["name"],
  { fallback, ...described }: Described & { fallback: boolean },
): Variable<boolean> {
  const read = (reader: ConfigReader) => reader.flag(name, fallback);
  return { name, type: "`true` or `false`", fallback: String(fallback), ...described, read };
}

export function choice<T extends string>(
  name: Variable["name"],
  { choices, fallback, ...described }: Described & { choices: readonly T[]; fallback: T },
): Variable<T> {
  const read = (reader: ConfigReader) => reader.choice(name, choices, fallback);
  return { name, type: choices.map((one) => `\`${one}\``).join(", "), fallback, ...described, read };
}

/** A text that its feature looks at together with others. */
export function text(name: Variable["name"], described: Described & { type: string; fallback: string | null }) {
  const read = (reader: ConfigReader) => reader.raw(name);
  return { name, ...described, read } satisfies Variable<string | undefined>;
}

/** At least 32 characters, never shown. */
export function secret(name: Variable["name"], { remedy, ...described }: Described & { remedy: string }) {
  const read = (reader: ConfigReader) => reader.secret(name, remedy);
  return { name, type: "at least 32 characters", fallback: null, ...described, read } satisfies Variable<string>;
}

/** One that is read in a way of its own. */
export function custom<T>(variable: Variable<T>): Variable<T> {
  return variable;
}
