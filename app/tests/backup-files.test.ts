import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restoreBackup } from "../src/backups/restore.ts";
import { openStore, runBackup, runVerification } from "../src/backups/run.ts";
import { readBackupConfig } from "../src/config.ts";
import { FolderStore } from "../src/files/folder-store.ts";
import { Bucket } from "./support/bucket.ts";
import { Chat, createDatabase } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { download, form, upload } from "./support/upload.ts";

let bucket: Bucket;
let chat: Chat;
let folder: string;

beforeAll(async () => {
  bucket = await Bucket.start();
  chat = await Chat.start({ settings: { BUS: "memory", FILES_URL: bucket.url() } });
  folder = await mkdtemp(join(tmpdir(), "campfire-backups-"));
});
afterAll(async () => {
  await chat.stop();
  await bucket.stop();
  await rm(folder, { recursive: true, force: true });
});

test("files in a bucket are backed up once, and restored to wherever files are kept then", async () => {
  const ann = await chat.firstRun();
  const room = (await ann.state()).rooms[0]!.id;
  // More than one piece of a backup, and of an upload.
  const content = Buffer.from(Uint8Array.from({ length: 9_000_000 }, (_, index) => (index * 11) % 253));
  const large = (await upload(ann, room, form(content, "large.bin"))).body.attachment!;
  const deleted = (await upload(ann, room, form("gone", "gone.txt"))).body;
  await ann.ok("DELETE", `/api/messages/${deleted.id}`);

  const own = {
    CAMPFIRE_BACKUP_DIR: join(folder, "backups"),
    CAMPFIRE_BACKUP_KEY: "the key of the tests, which is long",
  };
  const config = readBackupConfig({ ...chat.env(), ...own });
  const store = await openStore(config);
  const { manifest } = await runBackup(config, store);
  expect(manifest.files.map(({ bytes }) => bytes)).toContain(9_000_000);
  const objects = async () => (await readdir(join(folder, "backups/objects"), { recursive: true })).length;
  const before = await objects();
  const again = (await runBackup(config, store)).manifest;
  expect(again.files).toEqual(manifest.files);
  expect((await objects()) - before).toBeLessThan(3);
  await runVerification(config, store, again.id);

  const [databaseUrl, files] = [await createDatabase(), join(folder, "restored")];
  const target = { database: { ...config.database, url: databaseUrl }, files: new FolderStore(files) };
  await restoreBackup(target, again, store);
  const restored = await chat.addReplica({ DATABASE_URL: databaseUrl, FILES_URL: `file://${files}` });
  const there = new Person(restored.url, ann.id, ann.token);
  expect((await download(there, large.url)).content.equals(content)).toBe(true);
});

test("a backup whose files would lead out of the folder restores none of them", async () => {
  const own = {
    CAMPFIRE_BACKUP_DIR: join(folder, "backups"),
    CAMPFIRE_BACKUP_KEY: "the key of the tests, which is long",
  };
  const config = readBackupConfig({ ...chat.env(), ...own });
  const store = await openStore(config);
  const manifest = await store.find();
  const files = manifest.files.map((file) => ({ ...file, path: `../${file.path}` }));
  const inside = new FolderStore(join(folder, "inside"));
  const target = { database: { ...config.database, url: await createDatabase() }, files: inside };
  await expect(restoreBackup(target, { ...manifest, files }, store)).rejects.toThrow("is no key");
  expect(await readdir(folder)).not.toContain("attachments");
});
