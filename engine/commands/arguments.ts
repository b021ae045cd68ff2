import { parseArgs } from "node:util";
import { EngineError, messageOf } from "../errors.ts";

export const commandNames = ["up", "preview", "down", "refresh", "outputs", "status", "logs", "plan"] as const;
export type CommandName = (typeof commandNames)[number];
export type EngineName = "cli" | "built-in";

/** What was asked for on the command line. */
export interface Arguments {
  command: CommandName;
  stack: string;
  json: boolean;
  /** Undefined: the official CLI where it is found. */
  engine: EngineName | undefined;
  yes: boolean;
  showSecrets: boolean;
  fixtures: string | undefined;
  against: string | undefined;
  policy: string | undefined;
  part: string | undefined;
  follow: boolean;
  lines: number;
}

const options = {
  stack: { type: "string", default: "dev" },
  json: { type: "boolean", default: false },
  engine: { type: "string" },
  yes: { type: "boolean", default: false, short: "y" },
  "show-secrets": { type: "boolean", default: false },
  fixtures: { type: "string" },
  against: { type: "string" },
  policy: { type: "string" },
  part: { type: "string" },
  follow: { type: "boolean", default: false, short: "f" },
  lines: { type: "string", default: "50" },
  help: { type: "boolean", default: false, short: "h" },
} as const;
type Option = keyof typeof options;

/** What each command does, and the options it takes besides `--stack` and `--help`. */
const commands: Record<CommandName, { about: string; options: Option[] }> = {
  up: { about: "make the stack, or bring it up to date", options: ["engine", "yes"] },
  preview: { about: "show what `up` would do, as a diff", options: ["engine", "json"] },
  down: { about: "remove all that `up` made, and forget the stack", options: ["engine", "yes"] },
  refresh: { about: "see what changed outside, and remember it", options: ["engine", "yes"] },
  outputs: { about: "show the stack's outputs", options: ["engine", "json", "show-secrets"] },
  status: { about: "show whether the stack's parts are running", options: ["json"] },
  logs: { about: "show what the stack's parts say", options: ["part", "follow", "lines"] },
  plan: { about: "list the stack's resources, offline", options: ["json", "fixtures", "against", "policy"] },
};

const meaning: Partial<Record<Option, string>> = {
  stack: "--stack NAME       the stack (default: dev)",
  json: "--json             print JSON",
  engine: "--engine NAME      cli (the official one) or built-in",
  yes: "--yes              don't ask",
  "show-secrets": "--show-secrets     show secrets in clear",
  fixtures: "--fixtures PATH    answers to function calls: a JSON file or a folder of them",
  against: "--against FILE     compare with an earlier `plan --json`",
  policy: "--policy PATH      run this policy pack (default: infra/policy, where it exists)",
  part: "--part NAME        only this part",
  follow: "--follow           go on as they write",
  lines: "--lines N          how many lines back (default: 50)",
};

export function usage(command?: CommandName): string {
  if (command === undefined) {
    const lines = commandNames.map((name) => `  npm run ${name.padEnd(8)} ${commands[name].about}`);
    return [
      "Usage: npm run <command> [-- options]",
      "",
      ...lines,
      "",
      "`npm run <command> -- --help` lists its options.",
    ].join("\n");
  }
  const taken: Option[] = ["stack", ...commands[command].options];
  return [`npm run ${command}: ${commands[command].about}`, "", ...taken.map((name) => `  ${meaning[name]}`)].join(
    "\n",
  );
}

/** Parses the command line; `"help"` when that is what was asked for. */
export function parseCommandLine(argv: string[]): Arguments | { help: CommandName | undefined } {
  const [first, ...rest] = argv;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") return { help: undefined };
  const command = commandNames.find((name) => name === first);
  if (!command) {
    throw new EngineError({
      code: "unknown-command",
      message: `There is no command "${first}"`,
      remedy: `There are: ${commandNames.join(", ")}.`,
    });
  }
  const values = parse(command, rest);
  if (values.help) return { help: command };
  return {
    command,
    stack: stackOf(values.stack),
    json: values.json,
    engine: engineOf(values.engine),
    yes: values.yes,
    showSecrets: values["show-secrets"],
    fixtures: values.fixtures,
    against: values.against,
    policy: values.policy,
    part: values.part,
    follow: values.follow,
    lines: linesOf(values.lines),
  };
}

function parse(command: CommandName, args: string[]) {
  const taken: Option[] = ["stack", "help", ...commands[command].options];
  try {
    const { values } = parseArgs({ args, options, strict: true, allowPositionals: false });
    const foreign = Object.keys(options).find((name) => args.includes(`--${name}`) && !taken.includes(name as Option));
    if (foreign) throw new Error(`Unknown option '--${foreign}'`);
    return values;
  } catch (error) {
    throw new EngineError({
      code: "unknown-option",
      message: `\`${command}\`: ${messageOf(error).split(". ")[0]}`,
      remedy: `It takes: ${taken.map((name) => `--${name}`).join(", ")}.`,
    });
  }
}

/** The folders beside the stacks' own, in `.campfire`. */
const reserved = ["state", "pulumi"];

function stackOf(name: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/.test(name) && !reserved.includes(name)) return name;
  throw new EngineError({
    code: "stack-name",
    message: `"${name}" can't be the name of a stack`,
    setting: "--stack",
    remedy: `Use letters, digits, dots, hyphens and underscores, but not ${reserved.join(" or ")}.`,
  });
}

function engineOf(name: string | undefined): EngineName | undefined {
  if (name === undefined || name === "cli" || name === "built-in") return name;
  throw new EngineError({
    code: "unknown-engine",
    message: `There is no engine "${name}"`,
    setting: "--engine",
    remedy: "Use cli (the official one) or built-in.",
  });
}

function linesOf(text: string): number {
  const lines = Number(text);
  if (Number.isInteger(lines) && lines >= 0) return lines;
  throw new EngineError({
    code: "option-value",
    message: `"${text}" is not a number of lines`,
    setting: "--lines",
    remedy: "Use a whole number, as --lines 100.",
  });
}
