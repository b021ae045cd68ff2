import type { ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { command, start } from "./support/command.ts";
import { TestProject } from "./support/project.ts";

let project: TestProject;
let world: string;
/** A stack that is up, from which tests start. */
const made = new TestProject("interrupted");

beforeAll(async () => {
  mkdirSync(join(made.folder, "things"));
  made.configure("dev", { "world:step": 1 });
  const { stderr } = await command(made.folder, ["up"], { WORLD: join(made.folder, "things") });
  expect(stderr).toBe("");
});
afterAll(() => made.remove());

const startFromMade = () => {
  for (const name of ["things", ".campfire"])
    cpSync(join(made.folder, name), join(project.folder, name), { recursive: true });
};

beforeEach(() => {
  project = new TestProject("interrupted");
  world = join(project.folder, "things");
  mkdirSync(world);
});
afterEach(() => project.remove());

const run = (name: "up" | "down", step: number, env: Record<string, string> = {}) => {
  project.configure("dev", { "world:step": step });
  return start(project.folder, [name], { WORLD: world, ...env });
};

/** What is really there: item → content. */
const items = () =>
  Object.fromEntries(
    readdirSync(world)
      .filter((name) => name.endsWith(".item"))
      .map((name) => [name.slice(0, -5), readFileSync(join(world, name), "utf8")]),
  );

const wanted = { 1: { a: "v1", b1: "at a", c: "same" }, 2: { a: "v2", b2: "at a", d: "hidden value" } };

const state = () => JSON.parse(readFileSync(join(project.folder, ".campfire/state/dev.json"), "utf8")).deployment;
const idsInState = () =>
  state()
    .resources.filter(({ type }: { type: string }) => type === "world:index:Item")
    .map(({ id }: { id: string }) => id)
    .sort();

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error("it never came to be");
    await sleep(20);
  }
}

/** Lets those changes happen that HOLD held up. */
const release = () => writeFileSync(join(world, "go"), "");

const providersEnded = () => until(() => !readdirSync(world).some((name) => name.endsWith(".pid")));

const killPoints = (changes: number) =>
  Array.from({ length: changes }, (_, at) => [`${at + 1} before`, `${at + 1} after`]).flat();

describe("killed at any change of the world, the engine leaves no process, and the next run goes on from what was made", () => {
  test.each(killPoints(3))("first up, killed %s", { timeout: 120_000 }, async (kill) => {
    expect((await run("up", 1, { KILL: kill }).finished).signal).toBe("SIGKILL");
    await providersEnded();
    const next = await run("up", 1).finished;
    expect(next.stderr).toBe("");
    expect(items()).toEqual(wanted[1]);
    expect(idsInState()).toEqual(["a", "b1", "c"]);
    expect(state().pending_operations).toBeUndefined();
  });

  // Update a, delete b1, make b2, make d, delete c.
  test.each(killPoints(5))("changing up, killed %s", { timeout: 120_000 }, async (kill) => {
    startFromMade();
    expect((await run("up", 2, { KILL: kill }).finished).signal).toBe("SIGKILL");
    await providersEnded();
    const next = await run("up", 2).finished;
    expect(next.stderr).toBe("");
    expect(items()).toEqual(wanted[2]);
    expect(idsInState()).toEqual(["a", "b2", "d"]);
    expect(state().pending_operations).toBeUndefined();
  });

  test.each(killPoints(3))("down, killed %s", { timeout: 120_000 }, async (kill) => {
    startFromMade();
    expect((await run("down", 1, { KILL: kill }).finished).signal).toBe("SIGKILL");
    await providersEnded();
    const next = await run("down", 1).finished;
    expect(next.stderr).toBe("");
    expect(items()).toEqual({});
    expect(existsSync(join(project.folder, ".campfire"))).toBe(false);
  });
});

test("the next run says what it found out about what was under way", { timeout: 120_000 }, async () => {
  await run("up", 1, { KILL: "1 after" }).finished;
  const { stdout } = await run("up", 1).finished;
  expect(stdout).toContain("looked, it happened");
});

/** Whether it has said that it was interrupted. */
function interruptionHeard({ stderr }: ChildProcess): () => boolean {
  let said = "";
  stderr!.on("data", (text) => {
    said += text;
  });
  return () => said.includes("finishing what is under way");
}

test("Ctrl-C finishes what is under way, starts nothing more, and the next up goes on", {
  timeout: 120_000,
}, async () => {
  const interrupted = run("up", 1, { HOLD: "1" });
  const wasHeard = interruptionHeard(interrupted.process);
  await until(() => existsSync(join(world, "busy")));
  interrupted.process.kill("SIGINT");
  await until(wasHeard);
  release();
  const { status, stderr } = await interrupted.finished;
  expect(status).toBe(130);
  expect(stderr).toContain("interrupted:");
  expect(items()).not.toHaveProperty("b1");
  expect(idsInState()).toEqual(Object.keys(items()).sort());
  expect(state().pending_operations).toBeUndefined();
  expect((await run("up", 1).finished).status).toBe(0);
  expect(items()).toEqual(wanted[1]);
});

test("a second Ctrl-C stops at once, and the next up settles what was left", { timeout: 120_000 }, async () => {
  const interrupted = run("up", 1, { HOLD: "1" });
  const wasHeard = interruptionHeard(interrupted.process);
  await until(() => existsSync(join(world, "busy")));
  interrupted.process.kill("SIGINT");
  interrupted.process.kill("SIGINT");
  // Close together they are one: npm passes on what the terminal sent already. How close counts from when it heard the first.
  await until(wasHeard);
  await sleep(1000);
  expect(interrupted.process.exitCode).toBeNull();
  interrupted.process.kill("SIGINT");
  expect((await interrupted.finished).status).toBe(130);
  await providersEnded();
  expect((await run("up", 1).finished).status).toBe(0);
  expect(items()).toEqual(wanted[1]);
});

test("of two ups at once one works, and the other one says who holds the lock", { timeout: 120_000 }, async () => {
  const first = run("up", 1, { HOLD: "1" });
  await until(() => existsSync(join(world, "busy")));
  const second = await command(project.folder, ["up"], { WORLD: world });
  release();
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/lock-held: .*`up`.*"dev".*process \d+/);
  expect((await first.finished).status).toBe(0);
  expect(items()).toEqual(wanted[1]);
});
