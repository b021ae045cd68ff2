import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { configOf, loadConfig } from "../project/config.ts";
import { loadProject, stackNames } from "../project/project.ts";
import { passphraseOf } from "../state/passphrase.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-config-"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: test
runtime: { name: nodejs, options: { typescript: false } }
main: program/main.ts
plugins: { providers: [{ name: local, path: ./provider }] }
config:
  size: { type: string, default: small }
  replicas: { type: integer, default: 2 }
  password: { type: string, secret: true }
  aws:region: { value: eu-west-1 }
`,
  );
  mkdirSync(join(folder, "program"));
  writeFileSync(join(folder, "program", "main.ts"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stack = (name: string, text: string) => writeFileSync(join(folder, `Pulumi.${name}.yaml`), text);
const load = (name: string, passphrase = "correct horse") =>
  loadConfig(loadProject(folder), name, () => passphraseOf(passphrase, "the test"));

test("a project is found from any folder in it; its program runs where its entry is", () => {
  const project = loadProject(join(folder, "program"));
  expect(project).toMatchObject({
    name: "test",
    root: folder,
    directory: join(folder, "program"),
    entry: "main.ts",
    typescript: false,
  });
  expect(project.providers).toEqual([{ name: "local", path: join(folder, "provider") }]);
});

test("defaults are filled in, and the stack's file wins; every value is text, structured ones are JSON", async () => {
  stack("dev", "config:\n  size: large\n  test:flag: true\n  test:list: [1, two]\n");
  expect((await load("dev")).values).toEqual({
    "test:size": "large",
    "test:replicas": "2",
    "test:flag": "true",
    "test:list": '[1,"two"]',
    "aws:region": "eu-west-1",
  });
});

test("what the official CLI encrypted is decrypted, and known to be secret", async () => {
  // Written by the official CLI 3.260, passphrase "correct horse".
  stack(
    "dev",
    `encryptionsalt: v1:eD6G2/U963o=:v1:4/ADPxSbms12oQgi:EGtbsLe8bZ4ReqaA2BPUGTVFKnZV5g==
config:
  test:word: { secure: "v1:gKz5oExxtyDUSNgN:ZxyRjCY1O0/8KneZoCUeZG5ePaHnZacqHq8qY9Q9" }
  test:nested: { inner: { secure: "v1:SrL0osgZxY9FBPWW:QzasmzyAXG+yE6LIzfh35nIM0wQ=" } }
`,
  );
  const config = await load("dev");
  expect(config.values).toMatchObject({ "test:word": "battery staple", "test:nested": '{"inner":"deep"}' });
  expect(config.secretKeys).toEqual(["test:word", "test:nested"]);
  await expect(load("dev", "wrong")).rejects.toMatchObject({ problem: { code: "wrong-passphrase" } });
});

test("a setting that is declared secret is secret in clear text too", async () => {
  for (const key of ["password", "test:password"]) {
    stack("dev", `config:\n  ${key}: in clear\n`);
    expect((await load("dev")).secretKeys).toEqual(["test:password"]);
  }
});

test("encrypted values without a salt are told, with the setting", async () => {
  stack("dev", "config:\n  test:word: { secure: v1:a:b }\n");
  await expect(load("dev")).rejects.toMatchObject({ problem: { code: "config-secret", setting: "encryptionsalt" } });
});

test("a provider is configured with the settings under its name", async () => {
  stack("dev", "config:\n  aws:profile: work\n");
  expect(configOf(await load("dev"), "aws")).toEqual({ values: { region: "eu-west-1", profile: "work" }, secrets: [] });
});

test("a stack that does not exist is told, with those that do", async () => {
  stack("dev", "");
  stack("prod", "config: {}");
  expect(stackNames(loadProject(folder))).toEqual(["dev", "prod"]);
  await expect(load("other")).rejects.toMatchObject({
    problem: { code: "unknown-stack", remedy: "Those that exist: dev, prod." },
  });
});

test.each([
  ["no YAML", "config: [", "can't be used"],
  ["no mapping", "- a", "not a mapping"],
])("a stack file that is %s is told by its name", async (_what, text, why) => {
  stack("dev", text);
  await expect(load("dev")).rejects.toThrow(why);
  await expect(load("dev")).rejects.toThrow("Pulumi.dev.yaml");
});

test.each([
  ["has no name", "runtime: nodejs", "no `name`"],
  ["is for another language", "name: x\nruntime: go", "nodejs"],
  ["names a program that is missing", "name: x\nruntime: nodejs\nmain: missing.ts", "missing.ts"],
])("a project that %s is told", (_what, text, why) => {
  writeFileSync(join(folder, "Pulumi.yaml"), text);
  expect(() => loadProject(folder)).toThrow(why);
});

test("outside a project that is said", () => {
  rmSync(join(folder, "Pulumi.yaml"));
  expect(() => loadProject(folder)).toThrow("no Pulumi.yaml");
});
