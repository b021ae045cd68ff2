import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeLock } from "../state/lock.ts";
import { command, type Finished } from "./support/command.ts";
import { TestProject } from "./support/project.ts";

let project: TestProject;
beforeEach(() => {
  project = new TestProject("recorded");
});
afterEach(() => project.remove());

const slow = { timeout: 120_000 };
const configure = (kase: string, step = 1) => project.configure("dev", { "probe:case": kase, "probe:step": step });
const engine = (...args: string[]): Promise<Finished> =>
  command(project.folder, args, { PROBE_LOG: join(project.folder, "calls.log") });
const stateFile = () => join(project.folder, ".campfire/state/dev.json");

describe("a stack's life", () => {
  test("up makes it and says how; a second up changes nothing; down leaves nothing behind", slow, async () => {
    configure("secrets");
    const before = readdirSync(project.folder).sort();
    const up = await engine("up");
    expect([up.status, up.stderr]).toEqual([0, ""]);
    expect(up.stdout).toContain("with the built-in engine (no Pulumi CLI was found)");
    expect(up.stdout).toMatch(/\+ a probe:index:Thing created \(\d+\.\d s\)/);
    expect(up.stdout).toMatch(/2 created, in \d+\.\d s/);
    expect(up.stdout).not.toContain("\x1b[");

    const outputs = await engine("outputs", "--json");
    expect(JSON.parse(outputs.stdout)).toEqual({
      result: { fromInput: "<secret>", fromOption: "<secret>", plain: "one" },
    });
    const shown = await engine("outputs", "--json", "--show-secrets");
    expect(JSON.parse(shown.stdout).result.fromInput).toBe("s3cr3t");

    const again = await engine("up");
    expect(again.stdout).toMatch(/\n2 unchanged, in /);
    expect(up.stdout + again.stdout + readFileSync(stateFile(), "utf8")).not.toContain("s3cr3t");

    const down = await engine("down");
    expect(down.stdout).toContain('The stack "dev" is removed: 2 resources');
    expect(
      readdirSync(project.folder)
        .filter((name) => name !== "calls.log")
        .sort(),
    ).toEqual(before);
  });

  test("down leaves the passphrase to a stack that is being made at that moment", slow, async () => {
    configure("update");
    await engine("up");
    const state = join(project.folder, ".campfire/state");
    const other = await takeLock(state, "other", "up");
    expect((await engine("down")).status).toBe(0);
    expect(existsSync(join(state, "passphrase"))).toBe(true);
    other.release();
  });

  test("preview shows what would change, with secrets masked on both sides, and leaves no trace", slow, async () => {
    configure("replace");
    const first = await engine("preview");
    expect(first.stdout).toContain("2 to create, 0 unchanged");
    expect(existsSync(join(project.folder, ".campfire"))).toBe(false);
    await engine("up");
    const state = readFileSync(stateFile(), "utf8");
    configure("replace", 2);
    const { stdout } = await engine("preview", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [
        { op: "replace", name: "a", replaces: ["key"], changes: { key: { old: "k1", new: "k2" } } },
        { op: "update", name: "b", changes: { value: { old: "made-one", new: "<unknown>" } } },
      ],
    });
    expect(readFileSync(stateFile(), "utf8")).toBe(state);
  });

  test("a resource that fails is told once, with a non-zero exit, and the next up goes on", slow, async () => {
    configure("failingCreate");
    const failed = await engine("up");
    expect(failed.status).toBe(1);
    expect(failed.stderr.match(/told to fail the create/g)).toHaveLength(1);
    expect(failed.stderr).toMatch(/^error resource-failed: probe:index:Thing "b": /);
    configure("failingCreate", 2);
    expect((await engine("up")).stdout).toMatch(/2 created, 1 unchanged/);
  });

  test("what is protected is not removed, and the way to do it on purpose is told", slow, async () => {
    configure("protect");
    await engine("up");
    const down = await engine("down");
    expect(down.status).toBe(1);
    expect(down.stderr).toMatch(/protected: .*: a; nothing was removed.*\[lifecycle\]/);
    expect(existsSync(stateFile())).toBe(true);
  });

  test("refresh sees what changed outside", slow, async () => {
    configure("drift");
    await engine("up");
    const world = join(project.folder, "world.json");
    writeFileSync(world, JSON.stringify({ "id-a-k": { value: "drifted" }, "id-b-k": null }));
    const run = (...args: string[]) =>
      command(project.folder, args, { PROBE_LOG: join(project.folder, "calls.log"), PROBE_WORLD: world });
    expect((await run("refresh")).stdout).toMatch(
      /- b .* is gone[\s\S]*0 as they were, 1 changed, 1 gone|~ a .* has changed[\s\S]*0 as they were, 1 changed, 1 gone/,
    );
    expect((await run("up")).stdout).toMatch(/1 created, 1 updated/);
  });
});

describe("bad input is one paragraph with the remedy, and a non-zero exit", () => {
  const expectProblem = ({ status, stderr }: Finished, text: RegExp) => {
    expect(status).toBe(1);
    expect(stderr).toMatch(text);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  };

  test("a stack that does not exist", slow, async () => {
    configure("update");
    for (const name of ["up", "preview", "down", "refresh", "outputs", "status", "logs", "plan"]) {
      expectProblem(await engine(name, "--stack", "other"), /unknown-stack: .*"other".*Those that exist: dev\./);
    }
  });

  test("a stack that has not been made", slow, async () => {
    configure("update");
    expectProblem(await engine("outputs"), /not-up: .*npm run up/);
    expectProblem(await engine("refresh"), /not-up: /);
    expect((await engine("down")).stdout).toContain("nothing to remove");
    expect(existsSync(join(project.folder, ".campfire"))).toBe(false);
  });

  test("a broken state file, which stays as it is", slow, async () => {
    configure("update");
    await engine("up");
    writeFileSync(stateFile(), "{");
    for (const name of ["up", "preview", "down", "outputs"]) {
      expectProblem(await engine(name), /state-broken: .*dev\.json can't be read/);
    }
    expect(readFileSync(stateFile(), "utf8")).toBe("{");
  });

  test("the official CLI, where there is none", slow, async () => {
    configure("update");
    expectProblem(await engine("up", "--engine", "cli"), /no-cli: .*\[--engine cli\]/);
  });

  test("a program that throws", slow, async () => {
    configure("throws");
    expectProblem(await engine("up"), /program-failed: .*the program itself is broken \(at .*program\.ts:\d+\)/);
  });

  test("a provider that does not start", slow, async () => {
    configure("update");
    writeFileSync(join(project.folder, "probe/index.js"), 'throw new Error("no such library");');
    expectProblem(await engine("up"), /provider-start: .*"probe".*no such library/);
  });

  test("resources of a provider that is not of the repository", slow, async () => {
    configure("update");
    const yaml = join(project.folder, "Pulumi.yaml");
    writeFileSync(yaml, readFileSync(yaml, "utf8").replace("name: probe\n      path", "name: another\n      path"));
    expectProblem(await engine("up"), /foreign-provider: .*"probe".*npm run plan/);
  });

  test("a state with the official CLI is not run by the built-in engine", slow, async () => {
    configure("update");
    const stacks = join(project.folder, ".campfire/pulumi/.pulumi/stacks/probe");
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, "dev.json"), JSON.stringify({ checkpoint: { latest: { resources: [{}] } } }));
    expectProblem(await engine("up"), /other-engine: .*make everything twice/);
    expectProblem(await engine("up", "--engine", "built-in"), /other-engine: /);
  });
});

test("plan prints one JSON list, and nothing else", slow, async () => {
  configure("components");
  const { stdout, stderr } = await engine("plan", "--json");
  expect(stderr).toBe("");
  const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
  expect(names.sort()).toEqual(["a", "b", "c", "default", "inner", "part", "probe-dev"]);
});

test("status and logs of a local stack that is not there say so", slow, async () => {
  configure("update");
  expect((await engine("status")).stderr).toContain("not-up");
  expect((await engine("logs")).stderr).toContain("no-logs");
});
