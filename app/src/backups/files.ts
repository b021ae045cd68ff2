import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { FileMissing, type FileStore } from "../files/store.ts";
import { BackupError } from "./errors.ts";
import type { FileCopy } from "./manifest.ts";
import type { BackupStore } from "./store.ts";

const PIECE_BYTES = 4_194_304;

/**
 * Copies all files, wherever they are kept, into the backups. What the last backup holds with the same size and time
 * isn't read again.
 */
export async function backUpFiles(source: FileStore, store: BackupStore, last: FileCopy[]): Promise<FileCopy[]> {
  const known = new Map(last.map((file) => [file.path, file]));
  const copies: FileCopy[] = [];
  for await (const { key: path, bytes, modifiedMs } of source.list()) {
    const before = known.get(path);
    if (before && before.bytes === bytes && before.modifiedMs === modifiedMs) {
      copies.push(before);
      continue;
    }
    // It may have been removed since it was listed: then no row refers to it that isn't deleted too.
    const content = await source.read(path).catch((error) => {
      if (error instanceof FileMissing) return null;
      throw error;
    });
    if (content) copies.push({ path, modifiedMs, ...(await storeFile(content, store)) });
  }
  return copies.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function storeFile(
  content: Readable,
  store: BackupStore,
): Promise<Pick<FileCopy, "bytes" | "sha256" | "objects">> {
  const hash = createHash("sha256");
  const objects: string[] = [];
  let bytes = 0;
  for await (const piece of inPieces(content)) {
    hash.update(piece);
    bytes += piece.length;
    objects.push(await store.put(piece));
  }
  return { bytes, sha256: hash.digest("hex"), objects };
}

/** Always cut at the same places, whatever chunks the content comes in: so the same file has the same pieces. */
async function* inPieces(content: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    let rest = chunk;
    while (bytes + rest.length >= PIECE_BYTES) {
      const fitting = PIECE_BYTES - bytes;
      yield Buffer.concat([...parts, rest.subarray(0, fitting)]);
      rest = rest.subarray(fitting);
      parts = [];
      bytes = 0;
    }
    if (rest.length > 0) parts.push(rest);
    bytes += rest.length;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

/** Puts a file back as it was; one that is there already is replaced. Throws `backup_damaged` and replaces nothing then. */
export async function restoreFile(target: FileStore, file: FileCopy, store: BackupStore): Promise<void> {
  await target.write(file.path, Readable.from(contentOf(file, store), { objectMode: false }));
}

/** Reads a file from the backups and throws `backup_damaged` unless it is what was stored. */
export async function checkFile(file: FileCopy, store: BackupStore): Promise<void> {
  for await (const _ of contentOf(file, store));
}

async function* contentOf(file: FileCopy, store: BackupStore): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for (const name of file.objects) {
    const piece = await store.get(name);
    hash.update(piece);
    yield piece;
  }
  if (hash.digest("hex") === file.sha256) return;
  throw new BackupError("backup_damaged", `The backup's file ${file.path} is damaged. Restore another backup.`);
}
