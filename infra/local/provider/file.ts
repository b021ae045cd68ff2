import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { LocalError } from "../supervisor/errors.ts";
import { lookUpUser } from "../supervisor/users.ts";
import type { Context, Kind } from "./kind.ts";
import { isOurs } from "./ownership.ts";
import type { Properties } from "./values.ts";

export const file: Kind = {
  inputs: ["path", "content", "mode", "owner"],
  replaceOn: ["path"],
  reveals: { sha256: "content" },
  defaults: () => ({ mode: "0600" }),

  check(checker) {
    checker.path("path");
    checker.mode("mode");
    checker.user("owner");
    const content = checker.inputs.content;
    if (typeof content !== "string" && typeof content !== "symbol") checker.fail("content", "content must be a text.");
  },

  id: ({ path }) => path,

  async create({ path, content, mode, owner }, context) {
    const found = look(path);
    if (found && found.content !== content && !isOurs(path, context)) throw alreadyThere(path);
    await write(path, content, mode, owner);
    return { sha256: sha256(content) };
  },

  async update({ path }, { content, mode, owner }) {
    await write(path, content, mode, owner);
    return { sha256: sha256(content) };
  },

  async read({ path, content, sha256: written }, context) {
    const found = look(path);
    if (!found) return undefined;
    // Asked whether an interrupted create has happened: what somebody else made does not count.
    if (written === undefined && found.content !== content && !isOurs(path, context)) return undefined;
    return { ...found, sha256: sha256(found.content) };
  },

  async drifted({ path, content, mode }) {
    const found = look(path);
    return found?.content !== content || found?.mode !== mode;
  },

  async delete({ path, content }, context: Context) {
    const found = look(path);
    if (found && (found.content === content || isOurs(path, context))) rmSync(path, { force: true });
  },
};

/** A reader sees the old file or the new one, also after a power cut. */
async function write(path: string, content: string, mode: string, owner: string | undefined) {
  const user = await lookUpUser(owner);
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const handle = await open(draft, "wx", Number.parseInt(mode, 8));
    try {
      await handle.chmod(Number.parseInt(mode, 8)); // whatever the umask is
      if (user) await handle.chown(user.uid, user.gid);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function look(path: string): Properties | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (!stat.isFile())
    throw new LocalError("LOCAL_NOT_A_FILE", `${path} is not a file.`, "Move it away and run the command again.");
  return { content: readFileSync(path, "utf8"), mode: `0${(stat.mode & 0o777).toString(8).padStart(3, "0")}` };
}

const alreadyThere = (path: string) =>
  new LocalError(
    "LOCAL_FILE_EXISTS",
    `${path} exists with other content, and this stack did not make it.`,
    "Move it away and run `npm run up` again.",
  );

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
