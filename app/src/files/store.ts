import type { Readable } from "node:stream";

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
