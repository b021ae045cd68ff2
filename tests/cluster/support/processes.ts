import { type ChildProcess, spawn } from "node:child_process";

/** Processes of one test file. What they say is kept, and told when one of them ends by itself. */
export class Processes {
  readonly #running: { name: string; child: ChildProcess; output: string }[] = [];
  #closing = false;

  constructor() {
    // A test run that is cut short must not leave an API server behind.
    process.once("exit", () => {
      for (const { child } of this.#running) child.kill("SIGKILL");
    });
  }

  start(name: string, command: string, args: string[]): void {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const entry = { name, child, output: "" };
    const keep = (text: Buffer) => {
      entry.output = (entry.output + text).slice(-8_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("exit", (code, signal) => {
      if (!this.#closing) console.error(`${name} ended (${signal ?? code}):\n${entry.output}`);
    });
    this.#running.push(entry);
  }

  /** The last that a process said. */
  outputOf = (name: string): string => this.#running.find((entry) => entry.name === name)?.output ?? "";

  /** Ends them, the last started first, and returns when all are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { child } of this.#running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(impatience);
    }
  }
}

/** Asks again and again until the answer is one, for at most so many seconds; then throws what the last try said. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} did not happen within ${seconds} s${last ? ` (${String(last)})` : ""}`);
}
