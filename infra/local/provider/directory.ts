import { chmodSync, chownSync, lstatSync } from "node:fs";
import { LocalError } from "../supervisor/errors.ts";
import { lookUpUser } from "../supervisor/users.ts";
import type { Context, Kind } from "./kind.ts";
import { isOurs, keepInTree, makeOwned, removeOwned } from "./ownership.ts";
import type { Properties } from "./values.ts";

export const directory: Kind = {
  inputs: ["path", "mode", "owner", "keep"],
  replaceOn: ["path"],
  defaults: () => ({ mode: "0700", keep: false }),

  check(checker) {
    checker.path("path");
    checker.mode("mode");
    checker.user("owner");
  },

  id: ({ path }) => path,
  create: make,
  update: (_, inputs, context) => make(inputs, context),

  async read({ path, made, mode }, context) {
    const stat = statDirectory(path);
    if (!stat) return undefined;
    // Found after an interrupted create: nothing says yet whether it was made.
    const ours = made ?? isOurs(path, context);
    return { made: ours, mode: ours ? octal(stat.mode) : mode };
  },

  async drifted({ path, made, mode }) {
    const stat = statDirectory(path);
    return !stat || (made && octal(stat.mode) !== mode);
  },

  async delete({ path, made, keep }) {
    if (!made || !statDirectory(path)) return;
    if (keep) keepInTree(path);
    else removeOwned(path);
  },
};

/** One that was there before and is not ours is used as it is. */
async function make({ path, mode, owner }: Properties, context: Context): Promise<Properties> {
  const user = await lookUpUser(owner);
  const exists = statDirectory(path) !== undefined;
  if (!exists) makeOwned(path, Number.parseInt(mode, 8), context, user);
  const made = isOurs(path, context);
  if (exists && made) {
    chmodSync(path, Number.parseInt(mode, 8));
    if (user) chownSync(path, user.uid, user.gid);
  }
  return { made };
}

function statDirectory(path: string) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || stat.isDirectory()) return stat;
  throw new LocalError(
    "LOCAL_NOT_A_DIRECTORY",
    `${path} is not a directory.`,
    "Move it away and run the command again.",
  );
}

const octal = (mode: number) => `0${(mode & 0o777).toString(8).padStart(3, "0")}`;
