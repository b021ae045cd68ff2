import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ensureSupervisor, inspect } from "../../../local/supervisor/client.ts";
import { eventually, nodeSpec, pidRuns, temporaryStack } from "../support/stack.ts";

/** Starts, as PostgreSQL does, somebody in a session of their own who doesn't care whether it lives; says whom. */
const program = `
  const { spawn } = require("child_process");
  const one = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  console.log("started " + one.pid + ";");
  setInterval(() => {}, 1000);
`;

const bystanders: number[] = [];
afterAll(() => {
  for (const pid of bystanders) process.kill(pid, "SIGKILL");
});

test("what outlived a process in a session of its own is ended before the next start, and after its stop; others are spared", async () => {
  const directory = temporaryStack();
  const ownFolder = join(directory, "own");
  mkdirSync(ownFolder);
  // Somebody's shell in that folder, and the same program in another.
  bystanders.push(spawn("sleep", ["600"], { cwd: ownFolder, stdio: "ignore" }).pid!);
  bystanders.push(spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { cwd: directory }).pid!);
  const client = await ensureSupervisor(directory);
  const spec = nodeSpec(directory, "forks", program, { cwd: ownFolder, ownFolder });
  const { pid, logFile } = await client.call("put", { spec });
  const started = () => [...readFileSync(logFile, "utf8").matchAll(/started (\d+);/g)].map(([, one]) => Number(one));

  await eventually(() => started().length === 1);
  process.kill(pid!, "SIGKILL");
  await eventually(() => started().length === 2);
  const [first, second] = started();
  expect(pidRuns(first!)).toBe(false);
  expect(pidRuns(second!)).toBe(true);

  await client.call("remove", { name: "forks" });
  expect(pidRuns(second!)).toBe(false);
  expect((await inspect(directory)).processes).toEqual([]);
  expect(bystanders.map(pidRuns)).toEqual([true, true]);
  client.close();
});
