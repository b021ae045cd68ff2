import { existsSync } from "node:fs";
import { request } from "node:https";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentClaim } from "../../infra/local/supervisor/claim.ts";
import { portsOfAStack } from "../../infra/settings.ts";
import { processesOf } from "../support/command-lines.ts";
import { takenPorts } from "../support/free-ports.ts";
import { TestStack } from "../support/test-stack.ts";

/** What goes wrong around a stack, in the order in which one stack can live through it. */
describe("a stack on this machine, in trouble", () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await TestStack.create("trouble");
  });
  afterAll(() => stack?.dispose());

  it("is refused before anything is made when a port is in use, with the port, who has it and the setting", async () => {
    const holder = await listen(stack.port + 10);
    const { status, stderr } = await stack.run("up");
    holder.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(/PORT_IN_USE campfire:port — Port \d+ is used by .*pid \d+/);
    expect(existsSync(stack.directory)).toBe(false);
  });

  it("goes on from what was made when `up` was killed, wherever that was", async () => {
    for (const reached of ["stack", "postgres.log", "app-1.log"]) {
      const { process: up, result } = stack.start("up");
      await until(() => isThere(stack, reached));
      process.kill(-up.pid!, "SIGKILL");
      expect((await result).status).toBeNull();
    }
    expect(await stack.succeed("up")).toContain(stack.url);
  });

  it("refuses a second `up` while one is under way", async () => {
    const first = stack.start("up");
    await until(() => locked(stack));
    // Held still, so that it can't be done before the second one asks.
    first.process.kill("SIGSTOP");
    const second = await stack.run("up");
    first.process.kill("SIGCONT");
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/lock/i);
    expect((await first.result).status).toBe(0);
  });

  it("serves without a gap while its replicas change, one after another", async () => {
    const before = await stack.processes();
    stack.configure({ logLevel: "warn" });
    const stop = new AbortController();
    const asking = askUntil(stop.signal, stack);
    await stack.succeed("up");
    stop.abort();
    const statuses = await asking;
    expect(statuses.length).toBeGreaterThan(10);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const after = await stack.processes();
    for (const name of ["app-1", "app-2"]) expect(after[name]?.pid).not.toBe(before[name]?.pid);
    expect(after.postgres?.pid).toBe(before.postgres?.pid);
  });

  it("gets its supervisor back although that and its guard were killed at once", async () => {
    for (const pid of supervisors(stack)) process.kill(pid, "SIGKILL");
    await until(() => supervisors(stack).length === 2 && currentClaim(stack.directory) !== undefined);
  });

  it("gets back what died together with its supervisor", async () => {
    for (const { pid } of Object.values(await stack.processes())) if (pid) process.kill(pid, "SIGKILL");
    for (const pid of supervisors(stack)) process.kill(pid, "SIGKILL");
    await stack.succeed("up");
    expect(Object.values(await stack.processes()).filter(({ ready }) => ready === false)).toEqual([]);
    expect(await answer(stack)).toBe(200);
  });

  it("is taken away whole, ports and all", async () => {
    await stack.succeed("down", "--yes");
    expect(existsSync(stack.directory)).toBe(false);
    expect(await takenPorts(stack.port, portsOfAStack)).toEqual([]);
  });
});

const listen = (port: number) =>
  new Promise<Server>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });

const isThere = (stack: TestStack, reached: string) =>
  existsSync(reached === "stack" ? stack.directory : join(stack.directory, "logs", reached));

const locked = (stack: TestStack) => existsSync(join(stack.directory, "../state", `${stack.name}.lock`));

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(20)) if (condition()) return;
  throw new Error(`waited 90 s for ${condition}`);
}

/** The status with which the chat's health is answered, over TLS that is verified with the stack's own authority. */
function answer(stack: TestStack): Promise<number | string> {
  const ca = stack.authority;
  return new Promise((resolve) => {
    const asked = request({ host: "localhost", port: stack.port, path: "/up", ca, agent: false }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    });
    asked.once("error", ({ message }) => resolve(message));
    asked.end();
  });
}

async function askUntil(signal: AbortSignal, stack: TestStack): Promise<(number | string)[]> {
  const statuses: (number | string)[] = [];
  while (!signal.aborted) {
    statuses.push(await answer(stack));
    await sleep(50);
  }
  return statuses;
}

/** The supervisor and its guard, by their command lines. */
function supervisors(stack: TestStack): number[] {
  return processesOf(stack.directory)
    .filter(({ line }) => /supervisor\/main\.ts|campfire-guard/.test(line))
    .map(({ pid }) => pid);
}
