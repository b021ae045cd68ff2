import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { ConfigError } from "../config-values.ts";
import type { FilesLocation } from "./location.ts";

/** A file as the store lists it. Keys are made by us, with slashes: `attachments/3f/3f9c…`. */
export interface StoredFile {
  key: string;
  bytes: number;
  modifiedMs: number;
}

/** The first and the last byte, both included, as HTTP counts them. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Keeps files by key, in a folder that all replicas share or in a bucket. Contents are streamed, never held whole. */
export interface FileStore {
  /** Where that is, for people. */
  readonly place: string;
  /** The folder, whose free room can be told; null where there is none. */
  readonly folder: string | null;
  /** Stores all of the content or, when that fails or breaks off, nothing. */
  write(key: string, content: Readable): Promise<void>;
  /** Throws FileMissing at once, not when the content is read. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** Settles also when there was no such file. */
  remove(key: string): Promise<void>;
  list(): AsyncIterable<StoredFile>;
  /** Removes what interrupted writes left behind more than a day ago. */
  tidy(): Promise<void>;
}

export class FileMissing extends Error {
  constructor(key: string) {
    super(`the file store has no ${key}`);
    this.name = "FileMissing";
  }
}

/** Loads the one kind of store that is asked for. Nothing is reached yet. */
export async function createFileStore(location: FilesLocation): Promise<FileStore> {
  if (location.kind === "folder") {
    const { FolderStore } = await import("./folder-store.ts");
    return new FolderStore(location.folder);
  }
  const { S3Store } = await import("./s3-store.ts");
  return S3Store.create(location);
}

/** The store, once a file was written to it and removed again. Throws a ConfigError that says why it can't be used. */
export async function openFileStore(location: FilesLocation): Promise<FileStore> {
  const store = await createFileStore(location);
  const probe = `.write-test-${randomUUID()}`;
  try {
    await store.write(probe, Readable.from([Buffer.from("campfire")]));
    await store.remove(probe);
    return store;
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const remedy =
      location.kind === "folder"
        ? "Give its user the right to write there, or name another folder."
        : "Check the bucket's name, region and endpoint, the credentials, and that they may get, put, list and delete.";
    const reason = code ?? (name === "Error" ? message : name);
    throw new ConfigError([
      {
        code: "config_invalid",
        variable: "CAMPFIRE_FILES_URL",
        message: `names ${store.place}, in which this process can't write (${reason}).`,
        remedy,
      },
    ]);
  }
}
