import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { claimsDirectory, recordsDirectory, socketPath, supervisorLog } from "../../../local/paths.ts";
import { ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import { LOG_LIMIT } from "../../../local/supervisor/logs.ts";
import {
  eventually,
  fetchText,
  nodeSpec,
  pidRuns,
  serverProgram,
  serverSpec,
  temporaryStack,
} from "../support/stack.ts";
import { endBoth, supervisorOf } from "../support/supervisor.ts";

/** What goes wrong around a supervisor, and must not end it, or keep the next one from its work. */
const log = (directory: string) => readFileSync(supervisorLog(directory), "utf8");

async function withServer(directory = temporaryStack()) {
  const port = await freePort();
  const spec = serverSpec(directory, "web", port);
  const client = await ensureSupervisor(directory);
  const { pid } = await client.call("put", { spec });
  client.close();
  return { directory, port, spec, pid: pid!, supervisor: await supervisorOf(directory) };
}

test("a log that cannot be kept short, as on a full disk, does not end it", async () => {
  const { directory, spec, supervisor } = await withServer();
  // A file cannot take the place of a directory.
  mkdirSync(`${spec.logFile}.2`);
  writeFileSync(`${spec.logFile}.1`, "");
  truncateSync(spec.logFile, LOG_LIMIT.bytes + 1);
  await eventually(() => log(directory).includes("web.log is too long: EISDIR") || !pidRuns(supervisor.pid));
  expect(await supervisorOf(directory)).toEqual(supervisor);
});

test("somebody who says what no client says is hung up on, and does not end it", async () => {
  const { directory, supervisor } = await withServer();
  for (const nonsense of ["{not JSON\n", "null\n"]) {
    const socket = connectSocket(socketPath(directory)).on("error", () => {});
    const hungUp = new Promise((resolve) => socket.once("close", resolve));
    socket.write(nonsense);
    await hungUp;
  }
  await eventually(async () => (await inspect(directory)).supervisor === "running");
  expect(await supervisorOf(directory)).toEqual(supervisor);
});

test("one whose socket was tidied away makes room for a successor that can be reached", async () => {
  const directory = join(temporaryStack(), "long".repeat(20), "path".repeat(20));
  mkdirSync(directory, { recursive: true });
  const { pid } = await withServer(directory);
  rmSync(dirname(socketPath(directory)), { recursive: true });
  await eventually(async () => (await inspect(directory)).supervisor === "running");
  expect((await inspect(directory)).processes[0]).toMatchObject({ pid, restarts: 0 });
  const client = await ensureSupervisor(directory);
  await client.call("remove", { name: "web" });
  client.close();
});

test("a put that cannot be written down at its end is undone as a whole", async () => {
  const { directory, port, spec } = await withServer();
  const client = await ensureSupervisor(directory);
  const later = `setTimeout(() => { ${serverProgram(port, "changed")} }, 1500)`;
  const put = client.call("put", { spec: { ...spec, args: ["-e", later] } });
  put.catch(() => {});
  await eventually(() => log(directory).split("web: started").length === 3);
  const inTheWay = join(recordsDirectory(directory), "web.json.new");
  mkdirSync(inTheWay);
  await expect(put).rejects.toThrow("EISDIR");
  rmSync(inTheWay, { recursive: true });
  await eventually(() =>
    fetchText(port).then(
      (text) => text === "ok",
      () => false,
    ),
  );
  client.close();
});

test("claims and records that a power cut left empty are as none", async () => {
  const { directory, spec, pid, supervisor } = await withServer();
  endBoth(supervisor);
  process.kill(-pid, "SIGKILL");
  writeFileSync(join(claimsDirectory(directory), `${supervisor.pid}.json`), "");
  writeFileSync(join(recordsDirectory(directory), "web.json"), "");
  const client = await ensureSupervisor(directory);
  expect(await client.call("get", { name: "web" })).toBeNull();
  expect(await client.call("put", { spec })).toMatchObject({ state: "running", ready: true });
  client.close();
});

test("answers while it still undoes what was cut off", async () => {
  const directory = temporaryStack();
  const client = await ensureSupervisor(directory);
  const never = { tcp: await freePort(), timeoutSeconds: 600 };
  const deaf = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")`;
  const stop = { signal: "SIGTERM", timeoutSeconds: 8 } as const;
  const spec = nodeSpec(directory, "deaf", deaf, { stop, ready: never });
  const put = client.call("put", { spec });
  put.catch(() => {});
  await eventually(() => existsSync(spec.logFile) && readFileSync(spec.logFile, "utf8") === "up\n");
  const former = await supervisorOf(directory);
  const pid = (await inspect(directory)).processes[0]!.pid!;
  process.kill(former.pid, "SIGKILL");
  client.close();
  await eventually(async () => (await inspect(directory)).supervisor === "running");
  expect(pidRuns(pid)).toBe(true);
  const next = await supervisorOf(directory);
  await eventually(() => !pidRuns(pid) && !pidRuns(next.pid));
  expect(await inspect(directory)).toEqual({ supervisor: "absent", processes: [] });
});
