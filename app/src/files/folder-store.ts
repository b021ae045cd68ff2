import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ByteRange, FileMissing, type FileStore, type StoredFile } from "./store.ts";

const UNFINISHED = /^\..*\.partial$/;
const DAY_MS = 86_400_000;

/** Files in a folder, each written beside its place, flushed to the disk and then renamed: nobody sees half of one. */
export class FolderStore implements FileStore {
  readonly place: string;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.place = `the folder ${this.folder}`;
  }

  async write(key: string, content: Readable): Promise<void> {
    const target = this.pathOf(key);
    await mkdir(dirname(target), { recursive: true });
    const temporary = join(dirname(target), `.${randomUUID()}.partial`);
    try {
      await pipeline(content, createWriteStream(temporary, { flags: "wx", flush: true }));
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.pathOf(key)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? new FileMissing(key) : error;
    });
    return file.createReadStream(range);
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async *list(): AsyncGenerator<StoredFile> {
    for await (const { path, name } of this.entries()) {
      if (name.startsWith(".")) continue;
      const { size, mtimeMs } = await stat(path);
      const key = relative(this.folder, path).split(sep).join("/");
      yield { key, bytes: size, modifiedMs: Math.floor(mtimeMs) };
    }
  }

  async tidy(): Promise<void> {
    for await (const { path, name } of this.entries()) {
      if (!UNFINISHED.test(name)) continue;
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (mtimeMs < Date.now() - DAY_MS) await rm(path, { force: true });
    }
  }

  private async *entries(): AsyncGenerator<{ path: string; name: string }> {
    for (const entry of await readdir(this.folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) yield { path: join(entry.parentPath, entry.name), name: entry.name };
    }
  }

  /** Keys are ours, but a backup holds them too, and one that was tampered with must not get out of the folder. */
  private pathOf(key: string): string {
    const path = join(this.folder, key);
    if (path.startsWith(this.folder + sep) && !key.includes("\0")) return path;
    throw new Error(`${JSON.stringify(key)} is no key of a file`);
  }
}
