import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { BackupError } from "./errors.ts";
import type { FileCopy } from "./manifest.ts";
import type { BackupStore } from "./store.ts";

const PIECE_BYTES = 4_194_304;

/** Copies the files folder into the store. What the last backup holds with the same size and time isn't read again. */
export async function backUpFiles(folder: string, store: BackupStore, last: FileCopy[]): Promise<FileCopy[]> {
  const known = new Map(last.map((file) => [file.path, file]));
  const copies: FileCopy[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).split(sep).join("/");
    const { size, mtimeMs } = await stat(full);
    const before = known.get(path);
    if (before && before.bytes === size && before.modifiedMs === Math.floor(mtimeMs)) copies.push(before);
    else copies.push({ path, modifiedMs: Math.floor(mtimeMs), ...(await storeFile(full, store)) });
  }
  return copies.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function storeFile(path: string, store: BackupStore): Promise<Pick<FileCopy, "bytes" | "sha256" | "objects">> {
  const hash = createHash("sha256");
  const objects: string[] = [];
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
    objects.push(await store.put(piece));
  }
  return { bytes, sha256: hash.digest("hex"), objects };
}

/** Puts a file back as it was; one that is there already is replaced. */
export async function restoreFile(folder: string, file: FileCopy, store: BackupStore): Promise<void> {
  const target = join(folder, file.path);
  if (relative(folder, target).startsWith("..")) throw damaged(file);
  await mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${randomUUID()}.partial`);
  try {
    const output = await open(temporary, "wx");
    try {
      await checkFile(file, store, async (piece) => void (await output.write(piece)));
      await output.sync();
    } finally {
      await output.close();
    }
    await utimes(temporary, file.modifiedMs / 1000, file.modifiedMs / 1000);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Reads a file from the store and throws `backup_damaged` unless it is what was stored. */
export async function checkFile(
  file: FileCopy,
  store: BackupStore,
  take: (piece: Buffer) => Promise<void> = async () => {},
): Promise<void> {
  const hash = createHash("sha256");
  for (const name of file.objects) {
    const piece = await store.get(name);
    hash.update(piece);
    await take(piece);
  }
  if (hash.digest("hex") !== file.sha256) throw damaged(file);
}

function damaged(file: FileCopy): BackupError {
  return new BackupError("backup_damaged", `The backup's file ${file.path} is damaged. Restore another backup.`);
}
