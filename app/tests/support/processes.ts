import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** Asks until `ready` is true; throws after a time that even a busy machine keeps to. */
export async function until(what: string, ready: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(20);
  }
}

const children = new Set<ChildProcess>();

// A test that fails half-way stops nothing.
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** A child process with its output, ended with `stop` or with this process. */
export class Child {
  readonly process: ChildProcess;
  output = "";

  constructor(command: string, args: string[], options: SpawnOptions = {}) {
    this.process = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    children.add(this.process);
    this.process.on("exit", () => children.delete(this.process));
    this.process.on("error", (error) => {
      this.output += error.message;
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null && this.process.pid !== undefined;
  }

  /** Settles with the exit code once it ended; null when a signal ended it. */
  async exit(): Promise<number | null> {
    if (this.running) await once(this.process, "exit");
    return this.process.exitCode;
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    if (this.running) this.process.kill(signal);
    await this.exit();
  }
}
