import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inspect } from "../../infra/local/supervisor/client.ts";
import type { ProcessStatus } from "../../infra/local/supervisor/protocol.ts";
import { portsOfAStack } from "../../infra/settings.ts";
import { freePorts } from "./free-ports.ts";

export const projectRoot = resolve(import.meta.dirname, "../..");

export interface Result {
  /** Null when a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Values of `campfire:` in the stack file. */
export type Settings = Record<string, string | number | Record<string, string>>;

/** A stack of its own for one test file: its stack file, its commands, and what it leaves behind. */
export class TestStack {
  readonly name: string;
  readonly port: number;
  readonly #file: string;

  private constructor(name: string, port: number) {
    this.name = name;
    this.port = port;
    this.#file = join(projectRoot, `Pulumi.${name}.yaml`);
  }

  /** Writes the stack file, with free ports and the settings given. */
  static async create(purpose: string, settings: Settings = {}): Promise<TestStack> {
    const stack = new TestStack(`test-${purpose}-${process.pid}`, await freePorts(portsOfAStack));
    stack.configure(settings);
    return stack;
  }

  get url() {
    return `https://localhost:${this.port}`;
  }

  /** Everything of the stack is below it. */
  get directory() {
    return join(projectRoot, ".campfire", this.name);
  }

  /** The certificate of the stack's own authority, as PEM: nobody else knows it. */
  get authority() {
    return readFileSync(join(this.directory, "tls/ca.crt"), "utf8");
  }

  /** Rewrites the stack file. */
  configure(settings: Settings): void {
    const all = { platform: "local", size: "small", lifecycle: "ephemeral", port: this.port, ...settings };
    const lines = Object.entries(all).map(([name, value]) => `  campfire:${name}: ${JSON.stringify(value)}\n`);
    writeFileSync(this.#file, `config:\n${lines.join("")}`);
  }

  /** Starts a command of the project, as `npm run` does, in a process group of its own. */
  start(command: string, ...args: string[]): { process: ChildProcess; result: Promise<Result> } {
    // What only looks at this machine uses no engine.
    const engine = ["status", "logs"].includes(command) ? [] : ["--engine", "built-in"];
    const child = spawn(process.execPath, ["engine/cli.ts", command, "--stack", this.name, ...engine, ...args], {
      cwd: projectRoot,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const result = new Promise<Result>((done, fail) => {
      child.once("error", fail);
      child.once("close", (status) => done({ status, ...output }));
    });
    return { process: child, result };
  }

  run(command: string, ...args: string[]): Promise<Result> {
    return this.start(command, ...args).result;
  }

  /** Runs a command that has to succeed, and returns what it printed. */
  async succeed(command: string, ...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(command, ...args);
    if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** The processes that the stack runs now, by name. */
  async processes(): Promise<Record<string, ProcessStatus>> {
    const { processes } = await inspect(this.directory);
    return Object.fromEntries(processes.map((process) => [process.name, process]));
  }

  /** The pid of one of them. Throws when it doesn't run: a signal to nobody's pid, 0, is one to the tests themselves. */
  async pidOf(name: string): Promise<number> {
    const { pid } = (await this.processes())[name] ?? {};
    if (!pid) throw new Error(`${name} of the stack ${this.name} doesn't run`);
    return pid;
  }

  /** Takes everything away, whatever state a failed test left it in. */
  async dispose(): Promise<void> {
    if (existsSync(this.directory)) await this.run("down", "--yes");
    rmSync(this.#file, { force: true });
  }
}
