import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));

export interface Finished {
  /** Null when a signal ended it. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  process: ChildProcess;
  finished: Promise<Finished>;
}

/** Starts a command of the engine as people do, in a project's folder. No official CLI is within its reach. */
export function start(folder: string, args: string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...withoutPulumi(), PATH: "/usr/bin:/bin", PULUMI_HOME: "/nonexistent", NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve) =>
    child.once("close", (status, signal) => resolve({ status, signal, stdout, stderr })),
  );
  return { process: child, finished };
}

export const command = (folder: string, args: string[], env: Record<string, string> = {}): Promise<Finished> =>
  start(folder, args, env).finished;

const withoutPulumi = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI")));
