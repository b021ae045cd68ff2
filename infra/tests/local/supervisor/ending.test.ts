import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { supervisorLog } from "../../../local/paths.ts";
import { ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import {
  eventually,
  nodeSpec,
  pidRuns,
  serverProgram,
  serverSpec,
  temporaryDirectory,
  temporaryStack,
} from "../support/stack.ts";
import { endBoth, supervisorOf } from "../support/supervisor.ts";

/** Takes its time to end, and is cut short by a second signal, as any program that listens for one. */
const drains = (file: string) => `
  const { appendFileSync } = require("fs");
  process.once("SIGTERM", () => {
    appendFileSync(${JSON.stringify(file)}, "asked ");
    setTimeout(() => { appendFileSync(${JSON.stringify(file)}, "finished"); process.exit(); }, 3500);
  });
  setInterval(() => {}, 1000);
  appendFileSync(${JSON.stringify(file)}, "up ");
`;

const stop = { signal: "SIGTERM", timeoutSeconds: 30 } as const;

/** A stack with a process that drains; what it says is in a file outside of the stack. */
async function withDraining() {
  const directory = temporaryStack();
  const file = join(temporaryDirectory(), "said");
  const client = await ensureSupervisor(directory);
  const { pid } = await client.call("put", { spec: nodeSpec(directory, "drains", drains(file), { stop }) });
  const said = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
  await eventually(() => said() === "up ");
  return { directory, client, said, pid: pid!, supervisor: await supervisorOf(directory) };
}

test("when the stack's directory is removed, processes have their time to finish", async () => {
  const { directory, client, said, pid } = await withDraining();
  rmSync(directory, { recursive: true, force: true });
  await eventually(() => !pidRuns(pid));
  expect(said()).toBe("up asked finished");
  client.close();
});

test("a process that is being removed is asked to stop only once, also when the supervisor has to end meanwhile", async () => {
  const { client, said, pid, supervisor } = await withDraining();
  client.call("remove", { name: "drains" }).catch(() => {});
  await eventually(() => said().includes("asked"));
  process.kill(supervisor.pid, "SIGTERM");
  await eventually(() => !pidRuns(pid));
  expect(said()).toBe("up asked finished");
  client.close();
});

test("told to end together with its guard, it ends, and starts no successor while it stops what runs", async () => {
  const { directory, client, said, supervisor } = await withDraining();
  endBoth(supervisor, "SIGTERM");
  await eventually(() => !pidRuns(supervisor.pid));
  expect(said()).toBe("up asked finished");
  expect(readFileSync(supervisorLog(directory), "utf8")).not.toContain("handing over");
  expect((await inspect(directory)).supervisor).toBe("stopped");
  client.close();
});

test("told to end while a process gets new settings, it does not start the former one again on its way out", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const spec = serverSpec(directory, "web", port);
  const { client, said } = { client: await ensureSupervisor(directory), said: join(temporaryDirectory(), "said") };
  // Stops last, and takes its time: meanwhile the other could be started again.
  await client.call("put", { spec: nodeSpec(directory, "drains", drains(said), { stop }) });
  await client.call("put", { spec });
  const never = { http: `http://127.0.0.1:${await freePort()}/`, timeoutSeconds: 600 };
  const changed = { ...spec, args: ["-e", serverProgram(port, "changed")], ready: never };
  const put = client.call("put", { spec: changed }).catch(() => {});
  await eventually(() => readFileSync(spec.logFile, "utf8").split("listening").length === 3);
  const supervisor = (await supervisorOf(directory)).pid;
  process.kill(supervisor, "SIGTERM");
  await put;
  await eventually(() => !pidRuns(supervisor));
  const log = readFileSync(supervisorLog(directory), "utf8");
  expect(log.slice(log.indexOf("stopping everything"))).not.toContain("web: started");
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});
