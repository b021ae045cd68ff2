import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigReader } from "../src/config-values.ts";
import { type FilesLocation, readFilesLocation } from "../src/files/location.ts";
import { openFileStore } from "../src/files/open.ts";
import { FileMissing, type FileStore, type StoredFile } from "../src/files/store.ts";
import { Bucket } from "./support/bucket.ts";

let folder: string;
let bucket: Bucket;

const locationOf = (url: string): FilesLocation => {
  const reader = new ConfigReader({ CAMPFIRE_FILES_URL: url });
  const location = readFilesLocation(reader);
  expect(reader.problems).toEqual([]);
  return location;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "campfire-store-"));
  bucket = await Bucket.start();
});
afterAll(async () => {
  await bucket.stop();
  await rm(folder, { recursive: true, force: true });
});

const kinds: [string, () => string][] = [
  ["a folder", () => `file://${folder}/not/there/yet`],
  ["a bucket", () => bucket.url()],
  ["a bucket without a prefix", () => bucket.url("chat", "")],
];

describe.each(kinds)("%s", (_kind, url) => {
  let store: FileStore;

  beforeAll(async () => {
    store = await openFileStore(locationOf(url()));
  });

  const list = async (): Promise<StoredFile[]> => {
    const all: StoredFile[] = [];
    for await (const file of store.list()) all.push(file);
    return all.sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const read = async (key: string, range?: { start: number; end: number }) => buffer(await store.read(key, range));
  /** More than two parts of an upload, every byte told from its neighbours. */
  const large = Buffer.from(Uint8Array.from({ length: 11_000_000 }, (_, index) => (index * 7) % 251));

  test("gives back what was written, whole and in parts", async () => {
    await store.write("attachments/ab/large", Readable.from([large.subarray(0, 6_000_000), large.subarray(6_000_000)]));
    expect((await read("attachments/ab/large")).equals(large)).toBe(true);
    expect(await read("attachments/ab/large", { start: 7, end: 7 })).toEqual(large.subarray(7, 8));
    const range = { start: 5_000_000, end: 10_999_999 };
    expect((await read("attachments/ab/large", range)).equals(large.subarray(5_000_000))).toBe(true);
  });

  test("takes a file of no bytes, and one in the place of another", async () => {
    await store.write("attachments/cd/empty", Readable.from([]));
    expect(await read("attachments/cd/empty")).toHaveLength(0);
    await store.write("attachments/cd/empty", Readable.from([Buffer.from("more")]));
    expect(String(await read("attachments/cd/empty"))).toBe("more");
  });

  test("lists what it has, and nothing of what it needed to find out whether it works", async () => {
    const files = await list();
    expect(
      files.map(({ key, bytes }) => [key, bytes]).filter(([key]) => String(key).startsWith("attachments/")),
    ).toEqual([
      ["attachments/ab/large", 11_000_000],
      ["attachments/cd/empty", 4],
    ]);
    expect(files.some(({ key }) => key.includes("write-test"))).toBe(false);
    for (const { modifiedMs } of files) expect(Math.abs(Date.now() - modifiedMs)).toBeLessThan(600_000);
  });

  test("keeps nothing of a file that breaks off", async () => {
    const before = await list();
    const breaking = async function* (): AsyncGenerator<Buffer> {
      yield large.subarray(0, 7_000_000);
      throw new Error("the sender is gone");
    };
    const source = Readable.from(breaking(), { objectMode: false });
    await expect(store.write("attachments/ef/half", source)).rejects.toThrow("the sender is gone");
    expect(await list()).toEqual(before);
    await expect(store.read("attachments/ef/half")).rejects.toThrow(FileMissing);
  });

  test("says at once what isn't there, and removes it without a word", async () => {
    await expect(store.read("attachments/00/none")).rejects.toThrow(FileMissing);
    await store.remove("attachments/00/none");
    await store.remove("attachments/cd/empty");
    await expect(store.read("attachments/cd/empty")).rejects.toThrow(FileMissing);
  });
});

describe("a folder", () => {
  test("gives nothing from beside it", async () => {
    const store = await openFileStore(locationOf(`file://${folder}/inside`));
    await writeFile(join(folder, "secret"), "secret");
    for (const key of ["../secret", "a/../../secret", "", ".", "a\0b"]) {
      await expect(store.read(key)).rejects.toThrow("is no key");
      await expect(store.write(key, Readable.from(["x"]))).rejects.toThrow("is no key");
    }
  });

  test("is tidied of what a crash left behind, a day later", async () => {
    const place = join(folder, "untidy");
    const store = await openFileStore(locationOf(`file://${place}`));
    for (const name of [".old.partial", ".new.partial", "kept"]) await writeFile(join(place, name), "half");
    const yesterday = Date.now() / 1000 - 90_000;
    for (const name of [".old.partial", "kept"]) await utimes(join(place, name), yesterday, yesterday);
    await store.tidy();
    expect((await readdir(place)).sort()).toEqual([".new.partial", "kept"]);
  });
});

describe("a bucket", () => {
  test("gives more, however many files are being read slowly", async () => {
    const store = await openFileStore(locationOf(bucket.url("chat", "slow")));
    await store.write("file", Readable.from([Buffer.alloc(1_000_000)]));
    const unread = await Promise.all(Array.from({ length: 60 }, () => store.read("file")));
    expect(await buffer(await store.read("file"))).toHaveLength(1_000_000);
    for (const content of unread) content.destroy();
  });
});

describe("a store that can't be used is refused with what to do", () => {
  test.each<[string, () => string, RegExp]>([
    ["a folder that is a file", () => `file://${import.meta.filename}/files`, /right to write/],
    ["a bucket that isn't there", () => bucket.url("other"), /NoSuchBucket.*Check the bucket/],
    ["a server that isn't there", () => "s3://chat?endpoint=http://127.0.0.1:1", /ECONNREFUSED.*endpoint/],
  ])("%s", async (_what, url, message) => {
    const opening = openFileStore(locationOf(url()));
    await expect(opening).rejects.toMatchObject({
      problems: [{ code: "config_invalid", variable: "CAMPFIRE_FILES_URL" }],
    });
    await expect(opening).rejects.toThrow(message);
  });
});
