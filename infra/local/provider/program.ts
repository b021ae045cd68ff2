/** What `Process` and `Command` have in common: the inputs that say what to run. */
import { statSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { findExecutable, isExecutable } from "../executables.ts";
import { lookUpUser } from "../supervisor/users.ts";
import type { Checker } from "./checker.ts";
import { holdsUnknown, type Properties } from "./values.ts";

export const PROGRAM_INPUTS = ["directory", "name", "command", "args", "env", "cwd", "user", "triggers"] as const;

export const ARGS_ARE_VISIBLE = {
  args: "args must not hold a secret: every user of the machine can read them. Pass it in env.",
};

export const programDefaults = ({ directory }: Properties) => ({ args: [], env: {}, triggers: [], cwd: directory });

export async function checkProgram(checker: Checker) {
  checker.path("directory");
  checker.name("name");
  checker.path("cwd");
  checker.user("user");
  checker.texts("args");
  checker.texts("triggers");
  checkEnvironment(checker);
  const command = checker.text("command");
  if (command !== undefined) await checkCommand(checker, command);
}

function checkEnvironment(checker: Checker) {
  const env = checker.inputs.env;
  if (typeof env === "symbol") return;
  for (const [name, value] of Object.entries(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) checker.fail("env", `env has a name that no shell takes: "${name}".`);
    if (!holdsUnknown(value) && typeof value !== "string") checker.fail("env", `env.${name} must be a text.`);
  }
}

async function checkCommand(checker: Checker, command: string) {
  const file = isAbsolute(command) ? command : findExecutable(command);
  if (!file || !isExecutable(file)) {
    const where = isAbsolute(command) ? "is not a program on this machine" : "is not on PATH";
    return checker.fail(
      "command",
      `"${command}" ${where}: install it, or run \`npm install\` when it comes with this project.`,
    );
  }
  const user = checker.text("user", { optional: true });
  const closed = user === undefined ? undefined : closedTo(await lookUpUser(user).catch(() => undefined), file);
  if (closed) {
    const remedy = "move the project to where every user may enter, or run as an ordinary user";
    checker.fail("command", `${user} may not enter ${closed}, which is above "${command}": ${remedy}.`);
  }
}

/** The topmost directory above a file that a user may not enter; one that is yet to be made is in no group and owns nothing. */
function closedTo(user: { uid: number; gid: number } | undefined, file: string): string | undefined {
  const above = dirname(file);
  if (above === file) return undefined;
  const { mode, uid, gid } = statSync(above);
  const mayEnter = uid === user?.uid ? 0o100 : gid === user?.gid ? 0o010 : 0o001;
  return closedTo(user, above) ?? ((mode & mayEnter) === 0 ? above : undefined);
}
