import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import type { ProcessStatus } from "../../../local/supervisor/protocol.ts";
import {
  eventually,
  fetchText,
  nodeSpec,
  occupiedPort,
  pidRuns,
  serverSpec,
  slowUsers,
  temporaryStack,
} from "../support/stack.ts";

const statusOf = async (directory: string, name: string): Promise<ProcessStatus | undefined> =>
  (await inspect(directory)).processes.find((process) => process.name === name);

test("starts a process that died again, and counts", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const client = await ensureSupervisor(directory);
  const { pid } = await client.call("put", { spec: serverSpec(directory, "web", port) });
  process.kill(pid!, "SIGKILL");
  await eventually(
    async () =>
      (await statusOf(directory, "web"))?.restarts === 1 && (await statusOf(directory, "web"))?.state === "running",
  );
  expect(await fetchText(port)).toBe("ok");
  client.close();
});

test("a put that comes while it is started again takes that one, and starts no other beside it", async () => {
  const directory = temporaryStack();
  const asked = slowUsers(directory);
  const client = await ensureSupervisor(directory);
  const program = `console.log("pid", process.pid); setInterval(() => {}, 1000)`;
  const spec = nodeSpec(directory, "one", program, { user: "somebody" });
  const { pid: first, logFile } = await client.call("put", { spec });
  const says = (pid: number | null) => readFileSync(logFile, "utf8").includes(`pid ${pid}\n`);
  await eventually(() => says(first));
  const before = asked();
  process.kill(first!, "SIGKILL");
  await eventually(() => asked() > before);
  const { pid } = await client.call("put", { spec });
  await eventually(() => says(pid));
  const started = [...readFileSync(logFile, "utf8").matchAll(/pid (\d+)/g)].map((match) => Number(match[1]));
  expect(started).toEqual([first, pid]);
  client.close();
});

test("waits longer and longer for one that keeps dying, and shows it as backing off", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  // Lives long enough to count as started, and never as healthy.
  const spec = nodeSpec(directory, "flaky", "setTimeout(() => process.exit(1), 600)", {
    restart: { minSeconds: 0.2, maxSeconds: 60 },
  });
  await client.call("put", { spec });
  await eventually(async () => ((await statusOf(directory, "flaky"))?.restarts ?? 0) >= 3);
  await eventually(async () => (await statusOf(directory, "flaky"))?.state === "backing-off");
  const log = readFileSync(join(directory, "logs", "supervisor.log"), "utf8");
  const times = (what: string) =>
    [...log.matchAll(/"at":"([^"]+)".*"what":"flaky: (\w+ ?\w*)/g)]
      .filter(([, , said]) => said!.startsWith(what))
      .map(([, at]) => Date.parse(at!));
  const [starts, ends] = [times("started"), times("pid")];
  const waits = ends.slice(0, 3).map((end, index) => starts[index + 1]! - end);
  expect(waits[0]).toBeGreaterThanOrEqual(190);
  expect(waits[1]).toBeGreaterThanOrEqual(390);
  expect(waits[2]).toBeGreaterThanOrEqual(790);
  client.close();
});

test("a put with what already runs leaves it alone; how it is watched changes under way", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  const spec = serverSpec(directory, "web", await freePort());
  const first = await client.call("put", { spec });
  expect((await client.call("put", { spec })).pid).toBe(first.pid);
  const stop = { signal: "SIGINT", timeoutSeconds: 1 } as const;
  expect((await client.call("put", { spec: { ...spec, stop } })).pid).toBe(first.pid);
  expect((await client.call("put", { spec: { ...spec, env: { A: "1" } } })).pid).not.toBe(first.pid);
  client.close();
});

test("stops gracefully: the process has its time to finish", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  const program = `process.on("SIGTERM", () => setTimeout(() => { console.log("finished"); process.exit(0) }, 300)); setInterval(() => {}, 1000); console.log("up")`;
  const { logFile } = await client.call("put", { spec: nodeSpec(directory, "drains", program) });
  await eventually(() => readFileSync(logFile, "utf8").includes("up"));
  await client.call("remove", { name: "drains" });
  expect(readFileSync(logFile, "utf8")).toContain("finished");
  client.close();
});

test("one that does not stop is killed after its time, with its grandchildren", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  const grandchild = `require("child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"])`;
  const program = `process.on("SIGTERM", () => {}); console.log("pids", process.pid, ${grandchild}.pid, "end"); setInterval(() => {}, 1000)`;
  const { logFile } = await client.call("put", {
    spec: nodeSpec(directory, "deaf", program, { stop: { signal: "SIGTERM", timeoutSeconds: 0.5 } }),
  });
  await eventually(() => readFileSync(logFile, "utf8").includes("end"));
  const pids = readFileSync(logFile, "utf8").match(/\d+/g)!.map(Number);
  expect(pids).toHaveLength(2);
  await client.call("remove", { name: "deaf" });
  await eventually(() => pids.every((pid) => !pidRuns(pid)));
  client.close();
});

test("a port that something else has is an error, and not taken for the process's own readiness", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  const spec = serverSpec(directory, "web", await occupiedPort(), { portSetting: "campfire:port" });
  await expect(client.call("put", { spec })).rejects.toThrow(/LOCAL_PORT_IN_USE.*campfire:port/);
  client.close();
});

test("a start whose client goes away is undone", async () => {
  const directory = temporaryStack();
  const kept = await ensureSupervisor(directory);
  await kept.call("put", { spec: serverSpec(directory, "other", await freePort()) });
  const port = await freePort();
  const never = { http: `http://127.0.0.1:${await freePort()}/`, timeoutSeconds: 600 };
  const client = await ensureSupervisor(directory);
  const put = client.call("put", { spec: serverSpec(directory, "web", port, { ready: never }) });
  put.catch(() => {});
  await eventually(() =>
    fetchText(port).then(
      () => true,
      () => false,
    ),
  );
  client.close();
  await eventually(async () => (await statusOf(directory, "web")) === undefined);
  await expect(fetchText(port)).rejects.toThrow();
  expect((await statusOf(directory, "other"))?.state).toBe("running");
  kept.close();
});
