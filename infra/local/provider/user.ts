import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { LocalError } from "../supervisor/errors.ts";
import type { Context, Kind } from "./kind.ts";
import type { Properties } from "./values.ts";

const run = promisify(execFile);

export const user: Kind = {
  inputs: ["name"],
  replaceOn: ["name"],

  check(checker) {
    const name = checker.text("name");
    if (name !== undefined && !/^[a-z_][a-z0-9_-]{0,31}$/.test(name))
      checker.fail("name", `name must be lower case letters, digits, "-" and "_", at most 32; "${name}" is not.`);
    if (process.platform !== "linux")
      checker.fail("name", "System users can only be made on Linux: run as an ordinary user instead of root.");
    else if (process.getuid?.() !== 0)
      checker.fail("name", "Only root can make system users: leave the resource out for others.");
  },

  id: ({ name }) => name,
  create: make,
  update: (_, inputs, context) => make(inputs, context),
  read: async ({ name }, context) => ((await commentOf(name)) === ours(context) ? {} : undefined),
  drifted: async ({ name }, context) => (await commentOf(name)) !== ours(context),

  async delete({ name }, context) {
    if ((await commentOf(name)) !== ours(context)) return;
    await run("userdel", [name]).catch((error: Error & { stderr: string }) => {
      const remedy = `End its processes (\`ps -u ${name}\`) and run the command again.`;
      throw new LocalError(
        "LOCAL_USER_NOT_REMOVED",
        `System user ${name} could not be removed: ${error.stderr.trim()}.`,
        remedy,
      );
    });
  },
};

/** In the comment field of passwd(5): says whose the user is. */
const ours = ({ project, stack }: Context) => `campfire-stack ${project}/${stack}`;

async function make({ name }: Properties, context: Context): Promise<Properties> {
  const found = await commentOf(name);
  if (found === ours(context)) return {};
  if (found !== undefined) {
    const what = `A system user ${name} exists, and this stack did not make it (its comment is "${found}").`;
    throw new LocalError("LOCAL_USER_EXISTS", what, "Remove it with `userdel`, or name this stack differently.");
  }
  const noLogin = [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    "/usr/sbin/nologin",
  ];
  await run("useradd", [...noLogin, "--comment", ours(context), name]).catch((error: Error & { stderr?: string }) => {
    const what = `System user ${name} could not be made: ${error.stderr?.trim() || error.message}.`;
    throw new LocalError("LOCAL_USER_NOT_MADE", what, "Run as an ordinary user, for whom no system user is needed.");
  });
  return {};
}

/** Undefined when there is no such user. */
async function commentOf(name: string): Promise<string | undefined> {
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  return users.find(([login]) => login === name)?.[4];
}
