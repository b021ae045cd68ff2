import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** As PostgreSQL: doesn't start while anybody has the pid in its file, and leaves the file when it is killed. */
const cautious = `
  const { existsSync, readFileSync, writeFileSync } = require("fs");
  const lives = (pid) => { try { return process.kill(pid, 0) } catch { return false } };
  if (existsSync("pid") && lives(Number.parseInt(readFileSync("pid", "utf8")))) throw new Error("is it running?");
  writeFileSync("pid", process.pid + "\\nmore");
  setInterval(() => {}, 1000);
`;

test("the pid that a former run noted keeps no new one from starting, whoever has it by now", async () => {
  const directory = temporaryStack();
  const ownFolder = join(directory, "own");
  const pidFile = join(ownFolder, "pid");
  mkdirSync(ownFolder);
  const spec = nodeSpec(directory, "cautious", cautious, { cwd: ownFolder, ownFolder, pidFile });
  const noted = () => existsSync(pidFile) && Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  for (const former of [await somebody(), await endedAndNotReaped()]) {
    writeFileSync(pidFile, `${former}\nmore`);
    const client = await ensureSupervisor(directory);
    const { pid } = await client.call("put", { spec });
    await eventually(() => noted() === pid);
    await client.call("remove", { name: "cautious" });
    client.close();
  }
});

/** A process of ours that has nothing to do with the folder. */
async function somebody(): Promise<number> {
  const { pid } = spawn("sleep", ["600"], { stdio: "ignore" });
  bystanders.push(pid!);
  return pid!;
}

/** The child of a shell that has become another program, which asks after no child. */
async function endedAndNotReaped(): Promise<number> {
  const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore"] });
  bystanders.push(parent.pid!);
  const [said] = await once(parent.stdout, "data");
  const pid = Number(said);
  await eventually(() => !pidRuns(pid));
  return pid;
}
