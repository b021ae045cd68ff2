import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { processesOf } from "../../../../tests/support/command-lines.ts";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { logFile, socketPath, supervisorLog } from "../../../local/paths.ts";
import { ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import type { ProcessStatus } from "../../../local/supervisor/protocol.ts";
import { watchSupervisor } from "../../../local/supervisor/watch.ts";
import { eventually, nodeSpec, serverSpec, temporaryStack } from "../support/stack.ts";
import { endBoth, supervisorOf } from "../support/supervisor.ts";

/** A stack with a server and a process that watches the supervisor, as the ingress does. */
async function withWatcher() {
  const directory = temporaryStack();
  const module = JSON.stringify(join(import.meta.dirname, "../../../local/supervisor/watch.ts"));
  const program = `import(${module}).then(({ watchSupervisor }) =>
    watchSupervisor(${JSON.stringify(directory)}, console.log, { everyMs: 100, missing: 2 }))`;
  const client = await ensureSupervisor(directory);
  const web = await client.call("put", { spec: serverSpec(directory, "web", await freePort()) });
  const watcher = await client.call("put", { spec: nodeSpec(directory, "watcher", program) });
  client.close();
  return { directory, web: web.pid!, watcher: watcher.pid!, former: await supervisorOf(directory) };
}

const statusOf = async (directory: string, name: string): Promise<ProcessStatus | undefined> => {
  const { supervisor, processes } = await inspect(directory);
  return supervisor === "running" ? processes.find((process) => process.name === name) : undefined;
};

const guards = (directory: string) => processesOf(`campfire-guard ${directory} `);

test("killed together with its guard, a supervisor is started again by a process of the stack, and takes over what runs", async () => {
  const { directory, web, watcher, former } = await withWatcher();
  endBoth(former);
  await eventually(async () => (await statusOf(directory, "web"))?.ready === true);
  expect(await statusOf(directory, "web")).toMatchObject({ pid: web, restarts: 0 });
  expect(await statusOf(directory, "watcher")).toMatchObject({ pid: watcher, restarts: 0 });
  process.kill(web, "SIGKILL");
  await eventually(async () => (await statusOf(directory, "web"))?.restarts === 1);
});

test("a supervisor that was started so outlives the process group of whoever started it, and starts that again", async () => {
  const { directory, watcher, former } = await withWatcher();
  endBoth(former);
  await eventually(async () => (await statusOf(directory, "watcher"))?.pid === watcher);
  const second = await supervisorOf(directory);
  process.kill(-watcher, "SIGKILL");
  await eventually(async () => (await statusOf(directory, "watcher"))?.restarts === 1);
  expect(await supervisorOf(directory)).toEqual(second);
  endBoth(second);
  await eventually(async () => (await statusOf(directory, "watcher"))?.state === "running");
});

test("one guard tries for a supervisor that cannot start, and none beside it", async () => {
  const { directory, web, former } = await withWatcher();
  const inTheWay = join(socketPath(directory), "in-the-way");
  endBoth(former);
  rmSync(socketPath(directory), { force: true });
  mkdirSync(inTheWay, { recursive: true });
  const failures = () => readFileSync(supervisorLog(directory), "utf8").split("Node.js v").length - 1;
  await eventually(() => failures() >= 3);
  // A guard that is about to start one is seen twice for a moment.
  await eventually(() => guards(directory).length === 1);
  rmSync(socketPath(directory), { recursive: true });
  await eventually(async () => (await statusOf(directory, "web"))?.pid === web);
});

test("says why it cannot, once, and goes on", async () => {
  const { directory, web, former } = await withWatcher();
  endBoth(former);
  // Where the log of a supervisor goes is a directory.
  rmSync(supervisorLog(directory));
  mkdirSync(supervisorLog(directory));
  const said = () => readFileSync(logFile(directory, "watcher"), "utf8");
  await eventually(() => said().includes("cannot start the supervisor again: EISDIR"));
  rmSync(supervisorLog(directory), { recursive: true });
  await eventually(async () => (await statusOf(directory, "web"))?.pid === web);
  expect(said().match(/cannot start/g)).toHaveLength(1);
});

test("brings nothing back for a process that no supervisor would take over: its stack was taken away", async () => {
  const directory = temporaryStack();
  vi.useFakeTimers();
  const end = watchSupervisor(directory, () => {}, { everyMs: 100, missing: 2 });
  vi.advanceTimersByTime(2000);
  end();
  vi.useRealTimers();
  expect(readdirSync(directory)).toEqual([]);
  expect(guards(directory)).toEqual([]);
});
