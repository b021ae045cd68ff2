import { type ParseArgsConfig, parseArgs } from "node:util";

export interface Option {
  /** What stands for its value in the help; a flag has none. */
  value?: string;
  does: string;
}

export interface Arguments {
  positionals: string[];
  /** The values of options, by name. */
  values: Record<string, string | undefined>;
  flags: Set<string>;
}

/** One command of `campfire`. What it needs is loaded when it runs. */
export interface Command {
  /** The names of its positional arguments; `[OPTIONAL]`. */
  takes?: string[];
  does: string;
  /** More, for `campfire NAME --help`. */
  about?: string;
  options?: Record<string, Option>;
  run(args: Arguments): Promise<void>;
}

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  readonly code = "usage";
}

export const EXIT_CODES = "Exit codes: 0 done; 1 it failed, or something is wrong; 2 the command line is wrong.";

export function usageOf(name: string, { takes = [], options = {} }: Command): string {
  return [name, ...takes, ...(Object.keys(options).length > 0 ? ["[OPTIONS]"] : [])].join(" ");
}

export function helpOf(name: string, command: Command): string {
  const options = { ...command.options, help: { does: "show this" } } as Record<string, Option>;
  const lines = Object.entries(options).map(([option, { value, does }]) => {
    const written = value === undefined ? `--${option}` : `--${option} ${value}`;
    return `  ${written.padEnd(22)}${does}`;
  });
  const about = command.about === undefined ? [] : ["", command.about.trim()];
  return [
    `campfire ${usageOf(name, command)}`,
    "",
    sentence(command.does),
    ...about,
    "",
    ...lines,
    "",
    EXIT_CODES,
    "",
  ].join("\n");
}

/** Throws a UsageError for what the command doesn't take. */
export function readArguments(name: string, command: Command, args: string[]): Arguments | "help" {
  const known = Object.entries(command.options ?? {});
  const options: ParseArgsConfig["options"] = { help: { type: "boolean", short: "h" } };
  for (const [option, { value }] of known) options[option] = { type: value === undefined ? "boolean" : "string" };
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. See campfire ${name} --help.`);
  }
  if (parsed.values.help) return "help";
  const takes = command.takes ?? [];
  const needed = takes.filter((one) => !one.startsWith("["));
  const { positionals } = parsed;
  if (positionals.length < needed.length)
    throw new UsageError(`say ${needed[positionals.length]}: campfire ${usageOf(name, command)}.`);
  if (positionals.length > takes.length) {
    throw new UsageError(`"${positionals[takes.length]}" is too much: campfire ${usageOf(name, command)}.`);
  }
  const given = known.filter(([option]) => parsed.values[option] !== undefined);
  return {
    positionals,
    values: Object.fromEntries(
      given.filter(([, { value }]) => value !== undefined).map(([option]) => [option, String(parsed.values[option])]),
    ),
    flags: new Set(
      given
        .filter(([option, { value }]) => value === undefined && parsed.values[option] === true)
        .map(([option]) => option),
    ),
  };
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
