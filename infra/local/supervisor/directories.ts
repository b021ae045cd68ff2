import { mkdirSync, rmdirSync } from "node:fs";

/** Makes one directory, and never those above it: a stack's directory that was removed must not come back. */
export function makePrivateDirectory(path: string) {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Removes a directory unless something is in it, or it is gone. */
export function removeEmptyDirectory(path: string) {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!["ENOTEMPTY", "ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
