import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { portsOfAStack } from "../../infra/settings.ts";
import { processesOf } from "../support/command-lines.ts";
import { takenPorts } from "../support/free-ports.ts";
import { hasBrowser, launchBrowser, Person } from "../support/people.ts";
import { TestStack } from "../support/test-stack.ts";

/** The story of a stack on this machine: made, used by two people, broken under them, left alone, taken away. */
describe.skipIf(!hasBrowser)("a stack on this machine", () => {
  let stack: TestStack;
  let browser: Browser;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    stack = await TestStack.create("chat");
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.dispose();
  });

  it("comes up with every part, and ends with the chat's address", async () => {
    const output = await stack.succeed("up");
    for (const part of ["network", "database", "cache", "files", "service", "ingress", "backups", "monitoring"]) {
      expect(output).toMatch(new RegExp(`✓ *${part}`));
    }
    expect(output.trim().split("\n").at(-1)).toContain(stack.url);
  });

  it("says where it is, as one JSON object", async () => {
    const outputs = JSON.parse(await stack.succeed("outputs", "--json")) as Record<string, unknown>;
    expect(outputs.url).toBe(stack.url);
    expect(JSON.stringify(outputs)).not.toMatch(/postgres:\/\/campfire:[^<]/);
  });

  it("shows what runs, and what it says", async () => {
    const status = await stack.succeed("status");
    for (const name of ["postgres", "app-1", "app-2", "backups", "ingress"]) {
      expect(status).toMatch(new RegExp(`✓ *${name} +running, pid \\d+`));
    }
    expect(await stack.succeed("logs", "--part", "app-2", "--lines", "20")).toContain('"instance":"app-2"');
  });

  it("lets two people chat over TLS, each on another replica", async () => {
    [ana, ben] = await Promise.all([
      Person.withBrowser(browser, "Ana", stack.url),
      Person.withBrowser(browser, "Ben", stack.url),
    ]);
    await ana.setUp("The Lighthouse");
    await ben.join(await ana.invitation());
    await ana.say("Is anybody there?");
    expect(await ben.sees("Is anybody there?")).toBe(1);
    await ben.say("I am. The light is on.");
    expect(await ana.sees("I am. The light is on.")).toBe(1);
    await ben.apartFrom(ana);
    expect([ana.replica, ben.replica].sort()).toEqual(["app-1", "app-2"]);
    await ana.say("Now from another replica.");
    expect(await ben.sees("Now from another replica.")).toBe(1);
  });

  it("loses nothing when a replica is killed under them", async () => {
    const killed = await stack.pidOf("app-1");
    process.kill(killed, "SIGKILL");
    for (let count = 1; count <= 5; count++) {
      await ana.say(`ana ${count}`);
      await ben.say(`ben ${count}`);
    }
    const expected = [1, 2, 3, 4, 5].flatMap((count) => [`ana ${count}`, `ben ${count}`]);
    for (const text of expected) {
      expect(await ana.sees(text)).toBe(1);
      expect(await ben.sees(text)).toBe(1);
    }
    const order = (texts: string[]) => texts.map((text) => /(ana|ben) \d/.exec(text)?.[0]).filter(Boolean);
    expect(order(await ana.texts())).toEqual(order(await ben.texts()));
    await restarted(stack, "app-1", killed);
  });

  it("is left alone by the next up", async () => {
    const before = await stack.processes();
    expect(await stack.succeed("up")).toMatch(/unchanged/);
    const pids = (all: typeof before) => Object.fromEntries(Object.values(all).map(({ name, pid }) => [name, pid]));
    expect(pids(await stack.processes())).toEqual(pids(before));
    expect(await ana.sees("ben 5")).toBe(1);
  });

  it("goes without a trace", async () => {
    await stack.succeed("down", "--yes");
    expect(existsSync(stack.directory)).toBe(false);
    expect(await takenPorts(stack.port, portsOfAStack)).toEqual([]);
    expect(processesOf(stack.name)).toEqual([]);
  });
});

/** Waits until the supervisor has a process running again, as another one. */
async function restarted(stack: TestStack, name: string, former: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200)) {
    const now = (await stack.processes())[name];
    if (now?.ready && now.pid !== former) return;
  }
  throw new Error(`${name} did not come back within a minute`);
}
