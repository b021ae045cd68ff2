import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { claimsDirectory, socketPath } from "../../../local/paths.ts";
import { connect, ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import {
  eventually,
  fetchText,
  nodeSpec,
  pidRuns,
  serverSpec,
  temporaryDirectory,
  temporaryStack,
} from "../support/stack.ts";
import { endBoth, supervisorOf } from "../support/supervisor.ts";

async function withServer() {
  const directory = temporaryStack();
  const port = await freePort();
  const spec = serverSpec(directory, "web", port);
  const client = await ensureSupervisor(directory);
  const { pid } = await client.call("put", { spec });
  client.close();
  return { directory, port, spec, pid: pid! };
}

const answersAgain = (directory: string, former: number) =>
  eventually(async () => {
    const client = await connect(directory);
    const answer = await client?.call("hello", {}).catch(() => undefined);
    client?.close();
    return answer !== undefined && answer.pid !== former;
  });

/** A provider of its own that needs the supervisor; prints the pid of the one that it got. */
async function supervisorSeenByAnotherProgram(directory: string): Promise<string> {
  const client = join(import.meta.dirname, "../../../local/supervisor/client.ts");
  const program = `const client = await (await import(${JSON.stringify(client)})).ensureSupervisor(${JSON.stringify(directory)});
    console.log((await client.call("hello", {})).pid); client.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  return stdout.trim();
}

test("programs that need one at the same time start one supervisor", async () => {
  const directory = temporaryStack();
  const seen = await Promise.all([1, 2, 3].map(() => supervisorSeenByAnotherProgram(directory)));
  expect(new Set(seen).size).toBe(1);
  await eventually(() => readdirSync(claimsDirectory(directory)).join() === `${seen[0]}.json`);
});

test("a supervisor that is killed comes back by itself, and takes over what runs", async () => {
  const { directory, port, pid } = await withServer();
  const former = await supervisorOf(directory);
  process.kill(former.pid, "SIGKILL");
  expect(await fetchText(port)).toBe("ok");
  await answersAgain(directory, former.pid);
  expect((await inspect(directory)).processes[0]).toMatchObject({ pid, state: "running", ready: true, restarts: 0 });
  process.kill(pid, "SIGKILL");
  await eventually(async () => (await inspect(directory)).processes[0]?.restarts === 1);
  await eventually(() =>
    fetchText(port).then(
      (text) => text === "ok",
      () => false,
    ),
  );
});

test("a put that comes before a supervisor has seen the end of what it took over starts it again", async () => {
  const { directory, spec, pid } = await withServer();
  const former = await supervisorOf(directory);
  process.kill(former.pid, "SIGKILL");
  await answersAgain(directory, former.pid);
  const client = await ensureSupervisor(directory);
  process.kill(pid, "SIGKILL");
  await eventually(() => !pidRuns(pid));
  const status = await client.call("put", { spec });
  expect(status).toMatchObject({ state: "running", ready: true });
  expect(status.pid).not.toBe(pid);
  client.close();
});

test("what was taken over and is ready shows as running, even while the new supervisor waits for its first answer", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const late = `require("http").createServer((q, r) => setTimeout(() => r.end("ok"), 1000)).listen(${port}, "127.0.0.1")`;
  const client = await ensureSupervisor(directory);
  await client.call("put", { spec: serverSpec(directory, "late", port, { args: ["-e", late] }) });
  client.close();
  const former = await supervisorOf(directory);
  process.kill(former.pid, "SIGKILL");
  await answersAgain(directory, former.pid);
  expect((await inspect(directory)).processes[0]).toMatchObject({ state: "running", ready: true });
});

test("a guard that is killed is replaced, so that the supervisor still comes back", async () => {
  const { directory, pid } = await withServer();
  const former = await supervisorOf(directory);
  process.kill(former.guard, "SIGKILL");
  await answersAgain(directory, former.pid);
  expect((await supervisorOf(directory)).guard).not.toBe(former.guard);
  expect((await inspect(directory)).processes[0]).toMatchObject({ pid, state: "running" });
});

test("killed together with its guard, status says so, and the next call brings both back", async () => {
  const { directory, spec, pid } = await withServer();
  const former = await supervisorOf(directory);
  endBoth(former);
  await eventually(async () => (await inspect(directory)).supervisor === "stopped");
  expect((await inspect(directory)).processes[0]).toMatchObject({ pid, state: "running", ready: true });
  const client = await ensureSupervisor(directory);
  expect((await client.call("put", { spec })).pid).toBe(pid);
  client.close();
});

test("what died while no supervisor ran is started again by the next", async () => {
  const { directory, port, pid } = await withServer();
  const client = (await connect(directory))!;
  const { pid: supervisor } = await client.call("hello", {});
  process.kill(supervisor, "SIGTERM"); // as at a shutdown of the machine
  await eventually(async () => (await inspect(directory)).supervisor === "stopped");
  expect(pidRuns(pid)).toBe(false);
  (await ensureSupervisor(directory)).close();
  await eventually(() =>
    fetchText(port).then(
      (text) => text === "ok",
      () => false,
    ),
  );
});

test("a supervisor that runs older code makes room, and its processes go on", async () => {
  const { directory, pid } = await withServer();
  const client = (await connect(directory))!;
  const { pid: former } = await client.call("hello", {});
  await client.call("handOver", {});
  client.close();
  await answersAgain(directory, former);
  expect((await inspect(directory)).processes[0]).toMatchObject({ pid, state: "running" });
});

test("processes stop in the reverse order of their start", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  const order = join(directory, "order");
  const says = (name: string) =>
    `process.on("SIGTERM", () => { require("fs").appendFileSync(${JSON.stringify(order)}, "${name} "); process.exit() }); setInterval(() => {}, 1000); console.log("up")`;
  for (const name of ["database", "app", "ingress"]) {
    const { logFile } = await client.call("put", { spec: nodeSpec(directory, name, says(name)) });
    await eventually(() => readFileSync(logFile, "utf8").includes("up"));
  }
  process.kill((await client.call("hello", {})).pid, "SIGTERM");
  client.close();
  await eventually(async () => (await inspect(directory)).supervisor === "stopped");
  expect(readFileSync(order, "utf8")).toBe("ingress app database ");
});

test("stops everything and ends when the stack's directory is removed under it", async () => {
  const { directory, pid } = await withServer();
  rmSync(directory, { recursive: true, force: true });
  await eventually(() => !pidRuns(pid));
  expect(await inspect(directory)).toEqual({ supervisor: "absent", processes: [] });
});

test("a supervisor that starts late does not bring a removed stack back", async () => {
  const directory = join(temporaryDirectory(), "removed");
  const main = join(import.meta.dirname, "../../../local/supervisor/main.ts");
  await promisify(execFile)(process.execPath, [main, directory]);
  expect(existsSync(directory)).toBe(false);
});

test("works where the path is too long for a socket, and leaves nothing in the temporary directory", async () => {
  const directory = join(temporaryStack(), "long".repeat(20), "path".repeat(20));
  mkdirSync(directory, { recursive: true });
  expect(Buffer.byteLength(socketPath(directory))).toBeLessThanOrEqual(103);
  const client = await ensureSupervisor(directory);
  await client.call("put", { spec: nodeSpec(directory, "sleeps", "setInterval(() => {}, 1000)") });
  expect(existsSync(socketPath(directory))).toBe(true);
  await client.call("remove", { name: "sleeps" });
  expect(existsSync(join(socketPath(directory), ".."))).toBe(false);
  client.close();
});

test("leaves no process, socket or file but logs after its last process", async () => {
  const { directory } = await withServer();
  const client = (await connect(directory))!;
  const { pid } = await client.call("hello", {});
  await client.call("remove", { name: "web" });
  expect(readdirSync(directory)).toEqual(["logs"]);
  await eventually(() => !pidRuns(pid));
  client.close();
  expect(await inspect(temporaryDirectory())).toEqual({ supervisor: "absent", processes: [] });
});
