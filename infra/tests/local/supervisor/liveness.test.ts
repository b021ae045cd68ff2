import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { supervisorLog } from "../../../local/paths.ts";
import { ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import type { Liveness } from "../../../local/supervisor/liveness.ts";
import type { ProcessSpec } from "../../../local/supervisor/protocol.ts";
import { readRecords } from "../../../local/supervisor/records.ts";
import { eventually, fetchText, serverSpec, temporaryStack } from "../support/stack.ts";
import { supervisorOf } from "../support/supervisor.ts";

/** Short, and still longer than a busy machine keeps a process that works from answering. */
const liveness = (port: number, more: Partial<Liveness> = {}): Liveness => ({
  http: `http://127.0.0.1:${port}/live`,
  everySeconds: 0.1,
  timeoutSeconds: 1,
  silences: 3,
  ...more,
});

/** Blocks its event loop for so many ms, or for good. */
const block = (ms?: number) => `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0${ms ? `, ${ms}` : ""})`;

/** Says how often it was asked whether it lives, and that it doesn't feel well; stops in its tracks when it is asked to. */
const program = (port: number, first = "") => `
  let asked = 0;
  require("http").createServer((request, response) => {
    if (request.url === "/live") { asked++; return response.writeHead(503).end(); }
    if (request.url === "/deadlock") ${block()};
    response.end(String(asked));
  }).listen(${port}, "127.0.0.1", () => { console.log("pid", process.pid); ${first} });
`;

async function watched(more: (port: number) => Partial<ProcessSpec> = () => ({})) {
  const directory = temporaryStack();
  const port = await freePort();
  const args = ["-e", program(port)];
  const spec = serverSpec(directory, "web", port, { args, live: liveness(port), ...more(port) });
  const client = await ensureSupervisor(directory);
  onTestFinished(() => client.close());
  const { pid } = await client.call("put", { spec });
  return { directory, port, spec, client, pid: pid! };
}

const statusOf = async (directory: string) => (await inspect(directory)).processes[0];
const restarted = (directory: string, former: number) =>
  eventually(async () => {
    const status = await statusOf(directory);
    return status?.ready === true && status.pid !== former && status.restarts >= 1;
  });
const hasAnswered = (directory: string) => eventually(() => readRecords(directory)[0]?.answered === true);
const log = (directory: string) => readFileSync(supervisorLog(directory), "utf8");

test.each([
  ["is stopped", (pid: number) => process.kill(pid, "SIGSTOP")],
  ["has its event loop blocked", (_: number, port: number) => void fetchText(port, "/deadlock").catch(() => {})],
])("a process that %s for good is killed and started again, and the log says why", async (_, hang) => {
  const { directory, port, pid } = await watched();
  await hasAnswered(directory);
  hang(pid, port);
  await restarted(directory, pid);
  expect(log(directory)).toContain(`web: pid ${pid} hangs: 3 times in a row it did not answer`);
});

test("the check is added to a process that runs, which goes on", async () => {
  const { directory, port, pid, spec, client } = await watched(() => ({ live: undefined }));
  expect((await client.call("put", { spec: { ...spec, live: liveness(port) } })).pid).toBe(pid);
  await hasAnswered(directory);
  process.kill(pid, "SIGSTOP");
  await restarted(directory, pid);
});

test("one that hangs is also found out by a supervisor that takes it over", async () => {
  const { directory, pid } = await watched();
  await hasAnswered(directory);
  process.kill(pid, "SIGSTOP");
  process.kill((await supervisorOf(directory)).pid, "SIGKILL");
  await restarted(directory, pid);
  expect(log(directory).indexOf("adopted")).toBeLessThan(log(directory).indexOf(`pid ${pid} hangs`));
});

test("one that is slow to start is waited for, and whatever it answers is life", async () => {
  // Its port takes connections long before it answers any, and longer than would be silence enough.
  const { directory, port, pid, spec } = await watched((port) => ({
    args: ["-e", program(port, block(6000))],
    ready: { tcp: port, timeoutSeconds: 20 },
    live: liveness(port, { timeoutSeconds: 0.5, silences: 5 }),
  }));
  await eventually(async () => Number(await fetchText(port)) >= 5);
  expect(await statusOf(directory)).toMatchObject({ pid, restarts: 0 });
  expect(readFileSync(spec.logFile, "utf8")).toBe(`pid ${pid}\n`);
});

test("the time in which the whole machine was suspended is no silence", async () => {
  const { directory, port, pid } = await watched((port) => ({
    live: liveness(port, { everySeconds: 0.01, timeoutSeconds: 5, silences: 1 }),
  }));
  await hasAnswered(directory);
  const supervisor = (await supervisorOf(directory)).pid;
  process.kill(pid, "SIGSTOP");
  await sleep(200); // until it is asked; else nothing is tested, and nothing is red
  process.kill(supervisor, "SIGSTOP");
  await sleep(6000); // as the lid is closed
  process.kill(supervisor, "SIGCONT");
  await sleep(100); // what wakes last
  process.kill(pid, "SIGCONT");
  const asked = Number(await fetchText(port));
  await eventually(async () => Number(await fetchText(port)) > asked + 5);
  expect(await statusOf(directory)).toMatchObject({ pid, restarts: 0 });
});
