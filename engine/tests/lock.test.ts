import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "../state/lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, "dev.lock");
const owner = (fields: object) =>
  writeFileSync(
    file(),
    JSON.stringify({ pid: process.pid, host: hostname(), started: "", command: "up", since: "2026", ...fields }),
  );

test("a lock is held until it is released, and leaves nothing behind", () => {
  const lock = takeLock(folder, "dev", "up");
  expect(() => takeLock(folder, "dev", "down")).toThrow(`process ${process.pid}`);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
  takeLock(folder, "dev", "down").release();
});

test("each stack has a lock of its own", () => {
  const locks = [takeLock(folder, "dev", "up"), takeLock(folder, "prod", "up")];
  for (const lock of locks) lock.release();
});

test("the lock of a dead process is taken over", () => {
  const { pid } = spawnSync("true");
  owner({ pid });
  takeLock(folder, "dev", "up");
  expect(JSON.parse(readFileSync(file(), "utf8")).pid).toBe(process.pid);
});

test.runIf(process.platform === "linux")("a later process with the same pid does not hold it", () => {
  owner({ started: "1" });
  takeLock(folder, "dev", "up").release();
  expect(existsSync(file())).toBe(false);
});

test("half a lock, as of a full disk, is taken over", () => {
  writeFileSync(file(), '{"pid": 1');
  takeLock(folder, "dev", "up").release();
});

test("the lock of another machine counts as live: nobody here can look", () => {
  owner({ host: "elsewhere", pid: 2 ** 30 });
  expect(() => takeLock(folder, "dev", "up")).toThrow("process 1073741824 on elsewhere");
});

test("a lock that somebody else took over is not released", () => {
  const lock = takeLock(folder, "dev", "up");
  owner({ pid: process.ppid });
  lock.release();
  expect(existsSync(file())).toBe(true);
});
