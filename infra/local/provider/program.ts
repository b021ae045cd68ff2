/** What `Process` and `Command` have in common: the inputs that say what to run. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { Checker } from "./checker.ts";
import { holdsUnknown, type Properties } from "./values.ts";

export const PROGRAM_INPUTS = ["directory", "name", "command", "args", "env", "cwd", "user", "triggers"] as const;

export const ARGS_ARE_VISIBLE = {
  args: "args must not hold a secret: every user of the machine can read them. Pass it in env.",
};

export const programDefaults = ({ directory }: Properties) => ({ args: [], env: {}, triggers: [], cwd: directory });

export function checkProgram(checker: Checker) {
  checker.path("directory");
  checker.name("name");
  checker.path("cwd");
  checker.user("user");
  checker.texts("args");
  checker.texts("triggers");
  checkEnvironment(checker);
  const command = checker.text("command");
  if (command !== undefined) checkCommand(checker, command);
}

function checkEnvironment(checker: Checker) {
  const env = checker.inputs.env;
  if (typeof env === "symbol") return;
  for (const [name, value] of Object.entries(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) checker.fail("env", `env has a name that no shell takes: "${name}".`);
    if (!holdsUnknown(value) && typeof value !== "string") checker.fail("env", `env.${name} must be a text.`);
  }
}

function checkCommand(checker: Checker, command: string) {
  const file = isAbsolute(command) ? command : onPath(command);
  if (!file || !isProgram(file)) {
    const where = isAbsolute(command) ? "is not a program on this machine" : "is not on PATH";
    return checker.fail(
      "command",
      `"${command}" ${where}: install it, or run \`npm install\` when it comes with this project.`,
    );
  }
  const closed = typeof checker.inputs.user === "string" ? closedToOthers(file) : undefined;
  if (closed) {
    const remedy = "move the project to where every user may enter, or run as an ordinary user";
    checker.fail("command", `${checker.inputs.user} may not enter ${closed}, which is above "${command}": ${remedy}.`);
  }
}

const onPath = (name: string) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The topmost directory above a file that is closed to users who are neither its owner nor in its group. */
function closedToOthers(file: string): string | undefined {
  const above = dirname(file);
  if (above === file) return undefined;
  return closedToOthers(above) ?? ((statSync(above).mode & 0o001) === 0 ? above : undefined);
}
