import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { BackupMetrics } from "../src/backups/metrics.ts";
import { restoreBackup } from "../src/backups/restore.ts";
import { outdated } from "../src/backups/retention.ts";
import { openStore, runBackup, runVerification, timeOf } from "../src/backups/run.ts";
import { Scheduler } from "../src/backups/scheduler.ts";
import { serveBackupHealth } from "../src/backups/server.ts";
import { verifyBackup } from "../src/backups/verify.ts";
import { type BackupConfig, readBackupConfig } from "../src/config.ts";
import { FolderStore } from "../src/files/folder-store.ts";
import { createLog } from "../src/log.ts";
import { Chat, createDatabase } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { photo, sendPicture } from "./support/pictures.ts";
import { runSql } from "./support/postgres.ts";
import { until } from "./support/processes.ts";

const KEEP = { hourly: 24, daily: 7, weekly: 5, monthly: 12 };

let chat: Chat;
let ann: Person;
let room: number;
let folder: string;
let config: BackupConfig;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  room = (await ann.state()).rooms[0]!.id;
  await Promise.all(["tab\tand\\slash", "line\nfeed", "🔥", "\\N", "\\."].map((text) => ann.say(room, text)));
  await sendPicture(ann, "/api/profile/avatar", await photo());
  await sendPicture(ann, "/api/account/logo", await photo({ type: "png" }), "image/png");
  // More than one piece.
  await chat.sql(
    `insert into messages (room_id, number, creator_id, client_message_id, body, created_at)
     select $1, number, $2, 'bulk-' || number, 'text ' || number, now() from generate_series(6, 5000) number`,
    [room, ann.id],
  );
  await chat.sql("update rooms set last_number = 5000 where id = $1", [room]);
});
afterAll(() => chat.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "campfire-backups-"));
  config = backupConfig();
  await mkdir(join(chat.filesFolder, "a"), { recursive: true });
  await writeFile(join(chat.filesFolder, "a/large.bin"), Buffer.alloc(5_000_000, "large"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function backupConfig(other: Record<string, string> = {}): BackupConfig {
  const own = { CAMPFIRE_BACKUP_DIR: folder, CAMPFIRE_BACKUP_KEY: "the key of the tests, which is long" };
  return readBackupConfig({ ...chat.env(), ...own, ...other });
}

async function objects(): Promise<string[]> {
  const entries = await readdir(join(folder, "objects"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("a backup", () => {
  test("restored elsewhere is the same chat, which goes on where it was", async () => {
    const store = await openStore(config);
    const { manifest } = await runBackup(config, store);
    const [databaseUrl, filesFolder] = [await createDatabase(), await mkdtemp(join(tmpdir(), "campfire-restored-"))];
    const files = new FolderStore(filesFolder);
    await restoreBackup({ database: { ...config.database, url: databaseUrl }, files }, manifest, store);
    const everything = (url: string) =>
      Promise.all(
        ["messages", "rooms", "users", "memberships", "accounts", "avatars"].map((table) =>
          runSql(url, `select ${table}::text as row from ${table} order by 1`),
        ),
      );
    expect(await everything(databaseUrl)).toEqual(await everything(chat.databaseUrl));
    expect(await readFile(join(filesFolder, "a/large.bin"))).toEqual(Buffer.alloc(5_000_000, "large"));

    const restored = await chat.addReplica({ DATABASE_URL: databaseUrl, FILES_URL: `file://${filesFolder}` });
    ann.url = restored.url;
    expect((await ann.say(room, "after the restore")).number).toBe(5001);
    ann.url = chat.url;
    await rm(filesFolder, { recursive: true });
  });

  test("is one moment's, also while people write", async () => {
    const store = await openStore(config);
    let going = true;
    const busy = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Busy" });
    const writing = (async () => {
      while (going) await ann.say(busy.id, "meanwhile");
    })();
    for (let i = 0; i < 3; i++) await runVerification(config, store, (await runBackup(config, store)).manifest.id);
    going = false;
    await writing;
    const url = await createDatabase();
    const target = { database: { ...config.database, url }, files: new FolderStore(chat.filesFolder) };
    await restoreBackup(target, await store.find(), store);
    const [row] = await runSql<{ wrong: number }>(
      url,
      "select count(*)::int as wrong from rooms where last_number <> (select count(*) from messages where room_id = rooms.id)",
    );
    expect(row!.wrong).toBe(0);
  });

  test("costs what changed since the last, and gives it back when it goes", async () => {
    const store = await openStore(config);
    const first = (await runBackup(config, store)).manifest;
    const before = await objects();
    await ann.say(room, "one more");
    const second = (await runBackup(config, store)).manifest;
    // The last piece of the messages and the room itself.
    expect((await objects()).length - before.length).toBeLessThanOrEqual(3);
    await store.remove([second.id]);
    expect((await objects()).sort()).toEqual(before.sort());
    await runVerification(config, store, first.id);
  });

  test("shows nothing of what it holds to who hasn't the key", async () => {
    await runBackup(config, await openStore(config));
    for (const path of await objects()) {
      const content = await readFile(path);
      expect(content.includes("text 2500")).toBe(false);
      expect(content.includes("ann@example.com")).toBe(false);
      expect(content.includes("large")).toBe(false);
    }
    const other = backupConfig({ CAMPFIRE_BACKUP_KEY: "another key of the tests, also long" });
    await expect((await openStore(other)).find()).rejects.toMatchObject({ code: "backup_wrong_key" });
  });

  test("that was damaged, exchanged or shortened is found out", async () => {
    const store = await openStore(config);
    const { manifest } = await runBackup(config, store);
    const parts = [...manifest.tables, ...manifest.files].filter((part) => part.objects.length > 0);
    for (const [index, { objects: names }] of parts.entries()) {
      const path = join(folder, "objects", names[0]!.slice(0, 2), names[0]!);
      const content = await readFile(path);
      const other = (await objects()).find((candidate) => candidate !== path)!;
      const flipped = Buffer.from(content);
      flipped[flipped.length >> 1]! ^= 1;
      for (const wrong of [flipped, await readFile(other), content.subarray(0, -1), Buffer.alloc(0)]) {
        await writeFile(path, wrong);
        await expect(store.get(names[0]!)).rejects.toMatchObject({ code: "backup_damaged" });
      }
      await rm(path);
      const whole = index === 0 || index === parts.length - 1;
      if (whole) await expect(runVerification(config, store)).rejects.toMatchObject({ code: "backup_damaged" });
      await writeFile(path, content);
    }
    await runVerification(config, store);
    const left = await runSql<{ datname: string }>(
      chat.databaseUrl,
      "select datname from pg_database where datname like '%verify%'",
    );
    expect(left).toEqual([]);
  });

  test("is verified by two at once, and after one that was killed, without anything left", async () => {
    const store = await openStore(config);
    const { manifest } = await runBackup(config, store);
    const name = createHash("sha256").update(new URL(chat.databaseUrl).pathname).digest("hex").slice(0, 8);
    await runSql(chat.databaseUrl, `create database campfire_verify_${name}_0123456789ab`);
    await Promise.all([1, 2, 3].map(() => verifyBackup(config.database, manifest, store)));
    const scratch = "select datname from pg_database where starts_with(datname, $1)";
    expect(await runSql(chat.databaseUrl, scratch, [`campfire_verify_${name}`])).toEqual([]);
  });

  test("is never restored over something", async () => {
    const store = await openStore(config);
    const { manifest } = await runBackup(config, store);
    const target = { database: config.database, files: new FolderStore(chat.filesFolder) };
    await expect(restoreBackup(target, manifest, store)).rejects.toMatchObject({ code: "restore_not_empty" });
    await expect(store.find("2020-01-01T00-00-00-000Z")).rejects.toMatchObject({ code: "backup_unknown" });
    const empty = { ...config, folder: join(folder, "empty") };
    await expect((await openStore(empty)).find()).rejects.toMatchObject({ code: "backup_none" });
    const newer = { ...manifest, schemaVersion: 999 };
    await expect(restoreBackup(target, newer, store)).rejects.toMatchObject({ code: "backup_too_new" });
  });
});

describe("the schedule", () => {
  test("makes backups, verifies the first, tells its age and survives an outage", async () => {
    const store = await openStore(config);
    const metrics = new BackupMetrics(tmpdir());
    const log = await createLog({ level: "silent", format: "json" });
    const schedule = { everyMs: 50, verifyEveryMs: 3_600_000, retryMs: 50 };
    const broken = { ...config, files: { kind: "folder" as const, folder: join(folder, "missing") } };
    const failing = new Scheduler(broken, store, metrics, log, schedule);
    await failing.start();
    await until("it failed", async () =>
      /failures_total{operation="backup"} [1-9]/.test(await metrics.registry.metrics()),
    );
    await failing.stop();
    const { server, url } = await serveBackupHealth({ host: "127.0.0.1", port: 0 }, metrics, 1);
    await until("it is unhealthy", async () => (await fetch(`${url}/health`)).status === 503);
    server.close();

    const scheduler = new Scheduler(config, store, metrics, log, schedule);
    await scheduler.start();
    await until("it made some", async () => (await store.list()).length >= 3);
    await until("one is verified", async () => (await store.lastVerified()) !== null);
    await scheduler.stop();
    const healthy = await serveBackupHealth({ host: "127.0.0.1", port: 0 }, metrics, 60_000);
    expect(await (await fetch(`${healthy.url}/health`)).json()).toMatchObject({ status: "healthy" });
    const text = await (await fetch(`${healthy.url}/metrics`)).text();
    expect(text).toMatch(/campfire_backup_last_success_timestamp_seconds 1\d{9}/);
    expect(text).toMatch(/campfire_backup_last_verified_timestamp_seconds 1\d{9}/);
    healthy.server.close();
  });

  test("goes on at its pace after a rollback, when it can't prove what a newer schema holds", async () => {
    await chat.sql("insert into schema_version (version, name, md5, run_at) values (999, 'future', '', now())");
    const store = await openStore({ ...config, folder: join(folder, "rolled-back") });
    const metrics = new BackupMetrics(tmpdir());
    const schedule = { everyMs: 3_600_000, verifyEveryMs: 3_600_000, retryMs: 10 };
    const log = await createLog({ level: "silent", format: "json" });
    const scheduler = new Scheduler(config, store, metrics, log, schedule);
    await scheduler.start();
    await until("the verification was given up", async () =>
      /failures_total{operation="verify"} 1/.test(await metrics.registry.metrics()),
    );
    await sleep(500);
    await scheduler.stop();
    expect(await store.list()).toHaveLength(1);
    await chat.sql("delete from schema_version where version = 999");
  });
});

describe("retention", () => {
  const now = Date.parse("2026-11-21T12:34:56.000Z");
  const ages = fc.array(fc.integer({ min: 0, max: 500 * 24 * 60 }), { maxLength: 300 });

  test("keeps the newest, all that are recent, and a bounded number", () => {
    fc.assert(
      fc.property(ages, (minutes) => {
        const times = [...new Set(minutes.map((age) => now - age * 60_000))];
        const gone = new Set(outdated(times, now, KEEP));
        const kept = times.filter((time) => !gone.has(time));
        if (times.length > 0) expect(kept).toContain(Math.max(...times));
        for (const time of times) if (now - time < 2 * 3_600_000) expect(kept).toContain(time);
        expect(kept.filter((time) => now - time >= 2 * 3_600_000).length).toBeLessThanOrEqual(24 + 7 + 5 + 12);
      }),
    );
  });

  test("decides the same when it is asked again, and never brings a gap that it would have kept", () => {
    fc.assert(
      fc.property(ages, (minutes) => {
        const times = [...new Set(minutes.map((age) => now - age * 60_000))];
        const gone = new Set(outdated(times, now, KEEP));
        expect(
          outdated(
            times.filter((time) => !gone.has(time)),
            now,
            KEEP,
          ),
        ).toEqual([]);
      }),
    );
  });

  test("with a backup every 10 minutes keeps one of each of the last hours, days, weeks and months", () => {
    let times: number[] = [];
    for (let time = now - 400 * 86_400_000; time <= now; time += 600_000) {
      times.push(time);
      if (times.length % 50 === 0)
        times = times.filter(
          (
            (gone) => (t) =>
              !gone.has(t)
          )(new Set(outdated(times, time, KEEP))),
        );
    }
    const gone = new Set(outdated(times, now, KEEP));
    const kept = times.filter((time) => !gone.has(time));
    const within = (from: number, to: number) => kept.some((time) => now - time >= from && now - time < to);
    const [hour, day] = [3_600_000, 86_400_000];
    for (let i = 0; i < 23; i++) expect([i, within(i * hour, (i + 2) * hour)]).toEqual([i, true]);
    for (let i = 0; i < 6; i++) expect([i, within(i * day, (i + 2) * day)]).toEqual([i, true]);
    for (let i = 0; i < 4; i++) expect([i, within(i * 7 * day, (i + 2) * 7 * day)]).toEqual([i, true]);
    for (let i = 0; i < 11; i++) expect([i, within(i * 30 * day, (i + 2) * 30 * day)]).toEqual([i, true]);
  });

  test("reads the time back from an id", () => {
    expect(timeOf("2026-11-21T23-57-00-123Z")).toBe(Date.parse("2026-11-21T23:57:00.123Z"));
  });
});
