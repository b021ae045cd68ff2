import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../tests/support/free-ports.ts";
import fc from "../../tests/support/properties.ts";
import { backupId } from "../src/backups/manifest.ts";
import { Database } from "../src/database/database.ts";
import { Doubt } from "../src/health/check.ts";
import { checksOf } from "../src/health/checks.ts";
import { weaknessOf } from "../src/health/secret-strength.ts";
import { createLog } from "../src/log.ts";
import { Chat } from "./support/chat.ts";

let chat: Chat;
let backups: string;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  backups = await mkdtemp(join(tmpdir(), "campfire-doctor-"));
  await mkdir(join(backups, "manifests"));
});
afterAll(async () => {
  await chat.stop();
  await rm(backups, { recursive: true });
});

/** What the doctor says of one thing, after its sign. */
async function look(name: string, settings: Record<string, string> = {}): Promise<string> {
  const log = await createLog({ level: "silent", format: "json" });
  const config = chat.config(settings);
  const database = new Database(config.database, log);
  const check = checksOf({ config, database, log, env: { CAMPFIRE_BACKUP_DIR: backups } }).find(
    (one) => one.name === name,
  )!;
  try {
    return `✓ ${await check.run()}`;
  } catch (error) {
    return `${error instanceof Doubt ? "!" : "✗"} ${(error as Error).message}`;
  } finally {
    await database.close();
  }
}

describe("the doctor", () => {
  test("finds a running chat well", async () => {
    const settings = { SECRET_KEY: randomBytes(32).toString("hex"), PUBLIC_URL: chat.url };
    for (const name of ["secret", "files", "database", "schema", "clock", "redis", "address"]) {
      expect([name, await look(name, settings)]).toEqual([name, expect.stringMatching(/^✓/)]);
    }
  });

  test("doubts an address at which nothing answers, or something else", async () => {
    expect(await look("address", { PUBLIC_URL: `http://127.0.0.1:${await freePort()}` })).toMatch(/^! .*ECONNREFUSED/);
  });

  test("tells how old the newest backup is", async () => {
    expect(await look("backup")).toMatch(/^! there is none in/);
    const add = (minutes: number) =>
      writeFile(join(backups, "manifests", `${backupId(new Date(Date.now() - minutes * 60_000))}.json`), "");
    await add(300);
    expect(await look("backup")).toMatch(/^! the newest is 300 minutes old/);
    await add(0);
    expect(await look("backup")).toMatch(/^✓ the newest is 0 minutes old/);
  });

  test.each([
    "change-me-change-me-change-me-change-me",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "k3jx9qk3jx9qk3jx9qk3jx9qk3jx9qk3jx9q",
    "0123456789abcdef0123456789abcdef",
  ])("doubts the secret %s", async (secret) => {
    expect(await look("secret", { SECRET_KEY: secret })).toMatch(/^! .*openssl/);
  });

  test("doubts no random secret", () => {
    const random = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => new Set(bytes).size > 25);
    fc.assert(
      fc.property(random, (bytes) => weaknessOf(Buffer.from(bytes).toString("hex")) === null),
      { numRuns: 200 },
    );
  });
});
