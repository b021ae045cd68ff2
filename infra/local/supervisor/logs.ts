import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from "node:fs";
import { dirname } from "node:path";
import { makePrivateDirectory } from "./directories.ts";

/** The deployment guide's limits: 3 files of 10 MB. */
export const LOG_LIMIT = { bytes: 10_000_000, files: 3 };

/** Opens a log for appending, so that a process can go on writing when the supervisor is gone or has emptied the file. */
export function openLog(path: string): number {
  makePrivateDirectory(dirname(path));
  return openSync(path, "a", 0o600);
}

/** Moves a log that is over the limit to `.1`, that to `.2`, and so on. Processes keep the file open: it is copied and emptied, not renamed. */
export function rotate(path: string, limit = LOG_LIMIT) {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= limit.bytes) return;
  for (let age = limit.files - 2; age >= 1; age--) {
    if (existsSync(`${path}.${age}`)) renameSync(`${path}.${age}`, `${path}.${age + 1}`);
  }
  copyFileSync(path, `${path}.1`);
  chmodSync(`${path}.1`, 0o600);
  truncateSync(path);
}

/** The last lines of a log, at most 4 kB; from byte `from` on, to leave out what an earlier run wrote. */
export function tail(path: string, { lines = 12, from = 0 } = {}): string {
  if (!existsSync(path)) return "";
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    const start = Math.max(size < from ? 0 : from, size - 4096);
    const buffer = Buffer.alloc(size - start);
    const read = readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString("utf8", 0, read).trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    closeSync(file);
  }
}

/** Bytes in a log so far. */
export const logSize = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
