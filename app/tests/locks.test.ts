import { expect, test } from "vitest";
import { openClient } from "../src/database/database.ts";
import { holdLock, LOCKS } from "../src/database/locks.ts";
import { Chat, createDatabase } from "./support/chat.ts";
import { configOf } from "./support/recorded.ts";

test("a backup that runs, and whatever else happens once at a time, keeps no administrator from changing people", async () => {
  const chat = await Chat.start({ settings: { DB_TIMEOUT: "5" } });
  const running = await openClient(configOf(chat.databaseUrl));
  try {
    const ann = await chat.firstRun();
    const bob = await chat.member();
    const { administrators: _, schemaChange, ...others } = LOCKS;
    for (const lock of [schemaChange, ...Object.values(others)]) await holdLock(running, lock);
    await ann.ok("PUT", `/api/users/${bob.id}`, { role: "administrator" });
  } finally {
    await running.end();
    await chat.stop();
  }
});

test("whoever waits for a lock is in no transaction meanwhile, and has it as soon as it is free", async () => {
  const url = await createDatabase();
  const [first, second] = [await openClient(configOf(url)), await openClient(configOf(url))];
  let held = false;
  await holdLock(first, LOCKS.backup);
  const waiting = holdLock(second, LOCKS.backup).then(() => {
    held = true;
  });
  for (let look = 0; look < 20; look++) {
    const { rowCount } = await first.query("select from pg_locks where locktype = 'advisory' and not granted");
    expect(rowCount).toBe(0);
  }
  expect(held).toBe(false);
  await first.end();
  await waiting;
  await second.end();
});
