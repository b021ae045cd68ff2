import { join } from "node:path";
import { freePort } from "../../../tests/support/free-ports.ts";
import type { Chat, Settings } from "./chat.ts";
import { Child, until } from "./processes.ts";

const CLI = join(import.meta.dirname, "../../src/cli.ts");

/** A replica of a chat in a process of its own, with a log to read. */
export class ReplicaProcess {
  readonly child: Child;
  readonly url: string;

  private constructor(child: Child, url: string) {
    this.child = child;
    this.url = url;
  }

  /** `more` are environment variables without our prefix. */
  static async start(chat: Chat, settings: Settings, more: Record<string, string> = {}): Promise<ReplicaProcess> {
    const port = String(await freePort());
    const env = { PATH: process.env.PATH, ...chat.env({ PORT: port, ...settings }), ...more };
    const child = new Child(process.execPath, [CLI, "serve"], { env });
    const url = `http://127.0.0.1:${port}`;
    await until(`it listens (it said: ${child.output})`, async () => {
      if (!child.running) throw new Error(`it ended: ${child.output}`);
      return await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
    return new ReplicaProcess(child, url);
  }

  /** Ends it as a deployment does. Returns the lines of its log. */
  async stop(): Promise<Record<string, unknown>[]> {
    await this.child.stop("SIGTERM");
    if (this.child.process.exitCode !== 0) throw new Error(`it ended badly: ${this.child.output}`);
    return this.child.output
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
