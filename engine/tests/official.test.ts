import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { command } from "./support/command.ts";
import { TestProject } from "./support/project.ts";

// A stand-in for the official CLI: it writes down how it was called, and does to files what the real one (3.260) was seen to do.
const standIn = `#!/bin/sh
echo "$PULUMI_BACKEND_URL | $PULUMI_CONFIG_PASSPHRASE_FILE | $*" >> "$CALLS"
case "$*" in
  "stack select --create "*)
    grep -q encryptionsalt Pulumi.dev.yaml || echo "encryptionsalt: v1:of:theCLI" >> Pulumi.dev.yaml
    mkdir -p .campfire/pulumi/.pulumi/stacks/probe
    echo '{"checkpoint": {"latest": {"resources": [{}]}}}' > .campfire/pulumi/.pulumi/stacks/probe/dev.json ;;
  up*) grep -q encryptionsalt .campfire/pulumi/Pulumi.dev.yaml || echo "encryptionsalt: v1:of:up" >> .campfire/pulumi/Pulumi.dev.yaml ;;
  "stack output"*) echo '{"url": "https://localhost", "parts": {"app": "two replicas"}, "word": "[secret]"}' ;;
  "stack rm"*) rm .campfire/pulumi/.pulumi/stacks/probe/dev.json ;;
  refresh*) exit 7 ;;
esac
`;

let project: TestProject;
let calls: string;

beforeEach(() => {
  project = new TestProject("recorded");
  project.configure("dev", { "probe:case": "update", "probe:step": 1 });
  calls = join(project.folder, "calls");
  mkdirSync(join(project.folder, "bin"));
  writeFileSync(join(project.folder, "bin", "pulumi"), standIn);
  chmodSync(join(project.folder, "bin", "pulumi"), 0o755);
});
afterEach(() => project.remove());

const engine = (args: string[], env: Record<string, string> = {}) =>
  command(project.folder, args, { PATH: `${join(project.folder, "bin")}:/usr/bin:/bin`, CALLS: calls, ...env });
const called = () => readFileSync(calls, "utf8").trim().split("\n");

test("where the official CLI is found it runs the stack, with a backend, a passphrase and a configuration of the project", async () => {
  const before = readFileSync(join(project.folder, "Pulumi.dev.yaml"), "utf8");
  const up = await engine(["up"]);
  expect(up.stderr).toBe("");
  expect(up.stdout).toContain("with the official Pulumi CLI");
  expect(up.stdout).toMatch(/✓ app {2}two replicas[\s\S]*https:\/\/localhost\n$/);
  const own = `file://${project.folder}/.campfire/pulumi | ${project.folder}/.campfire/state/passphrase |`;
  const config = `--stack dev --config-file ${project.folder}/.campfire/pulumi/Pulumi.dev.yaml`;
  expect(called()).toEqual([
    `${own} stack select --create dev`,
    `${own} up --yes --skip-preview ${config}`,
    `${own} stack output --json --stack dev`,
  ]);
  expect(readFileSync(join(project.folder, "Pulumi.dev.yaml"), "utf8")).toBe(before);

  const outputs = await engine(["outputs", "--json"]);
  expect(JSON.parse(outputs.stdout)).toMatchObject({ url: "https://localhost", word: "<secret>" });
  expect(readFileSync(join(project.folder, ".campfire/pulumi/Pulumi.dev.yaml"), "utf8")).toContain("v1:of:up");

  expect((await engine(["down"])).status).toBe(0);
  expect(called().at(-2)).toContain(" destroy --yes --skip-preview ");
  expect(called().at(-1)).toContain(" stack rm dev --yes --preserve-config");
  expect(existsSync(join(project.folder, ".campfire"))).toBe(false);
});

test("a backend and passphrase that the user chose are left alone", async () => {
  const env = { PULUMI_BACKEND_URL: "s3://states", PULUMI_CONFIG_PASSPHRASE: "theirs" };
  expect((await engine(["preview"], env)).status).toBe(0);
  expect(called()).toEqual(["s3://states |  | preview --diff --stack dev"]);
  expect(existsSync(join(project.folder, ".campfire"))).toBe(false);
});

test("the CLI's exit status is ours", async () => {
  expect((await engine(["refresh"])).status).toBe(7);
});

test("a stack whose state the built-in engine has stays with it, unless that is forced, which is refused", async () => {
  const probe = { PROBE_LOG: join(project.folder, "log") };
  expect((await engine(["up", "--engine", "built-in"], probe)).status).toBe(0);
  expect((await engine(["up"], probe)).stdout).toContain("with the built-in engine (which has this stack's state)");
  expect((await engine(["up", "--engine", "cli"], probe)).stderr).toContain("other-engine: ");
  expect(existsSync(calls)).toBe(false);
});
