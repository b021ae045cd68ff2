import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as lock from "../state/lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Without the moment that is left to a process to be gone. */
const takeLock = (folder: string, stack: string, command: string) => lock.takeLock(folder, stack, command, 0);

const file = () => join(folder, "dev.lock");
const owner = (fields: object) =>
  writeFileSync(
    file(),
    JSON.stringify({ pid: process.pid, host: hostname(), started: "", command: "up", since: "2026", ...fields }),
  );

test("a lock is held until it is released, and leaves nothing behind", async () => {
  const held = await takeLock(folder, "dev", "up");
  await expect(takeLock(folder, "dev", "down")).rejects.toThrow(`process ${process.pid}`);
  held.release();
  expect(readdirSync(folder)).toEqual([]);
  (await takeLock(folder, "dev", "down")).release();
});

test("each stack has a lock of its own", async () => {
  for (const held of [await takeLock(folder, "dev", "up"), await takeLock(folder, "prod", "up")]) held.release();
});

test("the lock of a dead process is taken over", async () => {
  const { pid } = spawnSync("true");
  owner({ pid });
  await takeLock(folder, "dev", "up");
  expect(JSON.parse(readFileSync(file(), "utf8")).pid).toBe(process.pid);
});

test.runIf(process.platform === "linux")("a later process with the same pid does not hold it", async () => {
  owner({ started: "1" });
  (await takeLock(folder, "dev", "up")).release();
  expect(existsSync(file())).toBe(false);
});

test("half a lock, as of a full disk, is taken over", async () => {
  writeFileSync(file(), '{"pid": 1');
  (await takeLock(folder, "dev", "up")).release();
});

test("the lock of another machine counts as live: nobody here can look", async () => {
  owner({ host: "elsewhere", pid: 2 ** 30 });
  await expect(takeLock(folder, "dev", "up")).rejects.toThrow("process 1073741824 on elsewhere");
});

test("a lock that somebody else took over is not released", async () => {
  const held = await takeLock(folder, "dev", "up");
  owner({ pid: process.ppid });
  held.release();
  expect(existsSync(file())).toBe(true);
});

test.runIf(process.platform === "linux")("a process of which only the entry is left does not hold it", async () => {
  // The shell starts a child that ends soon, and becomes a program that never looks at it.
  const parent = spawn("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    const deadline = Date.now() + 10_000;
    while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8")) && Date.now() < deadline) await sleep(10);
    owner({ pid });
    (await takeLock(folder, "dev", "up")).release();
  } finally {
    parent.kill();
  }
});

test("an owner that is about to end is waited for", async () => {
  const held = await takeLock(folder, "dev", "up");
  const next = lock.takeLock(folder, "dev", "down", 10_000);
  held.release();
  (await next).release();
});

test("is taken while other stacks, the last of them, take the empty folder away", async () => {
  const state = join(folder, "state");
  const program = `const { rmdirSync } = require("fs");
    console.log("begins");
    for (;;) try { rmdirSync(${JSON.stringify(state)}) } catch {}`;
  const removing = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    await once(removing.stdout, "data");
    for (let turn = 0; turn < 2_000; turn++) (await takeLock(state, "dev", "up")).release();
  } finally {
    removing.kill("SIGKILL");
    await once(removing, "exit");
  }
});
