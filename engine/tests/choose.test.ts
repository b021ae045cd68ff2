import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { usesOwnBackend } from "../official/backend.ts";
import { findCli } from "../official/find.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(...path: string[]): string {
  const bin = join(folder, ...path);
  mkdirSync(bin, { recursive: true });
  const file = join(bin, "pulumi");
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  return file;
}

test("the CLI on PATH is found first, then the newest of PULUMI_HOME", () => {
  const env = { PATH: join(folder, "bin"), PULUMI_HOME: join(folder, "home") };
  expect(findCli(env)).toBeUndefined();
  install("home", "versions", "3.99.0", "bin");
  const newest = install("home", "versions", "3.260.0", "bin");
  expect(findCli(env)).toBe(newest);
  const onPath = install("bin");
  expect(findCli(env)).toBe(onPath);
});

test("npm's package of that name, a downloader, is not taken for the CLI", () => {
  install("node_modules", ".bin");
  expect(findCli({ PATH: join(folder, "node_modules", ".bin"), PULUMI_HOME: join(folder, "home") })).toBeUndefined();
});

test("a user who logged in or named a backend keeps it", () => {
  const PULUMI_HOME = join(folder, "home");
  expect(usesOwnBackend({ PULUMI_HOME })).toBe(false);
  expect(usesOwnBackend({ PULUMI_HOME, PULUMI_BACKEND_URL: "file:///x" })).toBe(true);
  mkdirSync(PULUMI_HOME);
  writeFileSync(join(PULUMI_HOME, "credentials.json"), "{}");
  expect(usesOwnBackend({ PULUMI_HOME })).toBe(true);
});
