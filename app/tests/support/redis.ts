import { execFileSync } from "node:child_process";
import { Redis as Client } from "ioredis";
import { freePort } from "../../../tests/support/free-ports.ts";
import { Child, until } from "./processes.ts";

/** Whether this machine has redis-server; tests that need it are skipped by this name where it doesn't. */
export const hasRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** A redis-server of its own on a free port, which keeps nothing. */
export class Redis {
  readonly port: number;
  private child: Child | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort());
    await redis.resume();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async resume(): Promise<void> {
    this.child = new Child("redis-server", [
      "--port",
      String(this.port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
    ]);
    await until("redis-server answers", () => answers(this.url));
  }

  /** It keeps its connections and takes new ones, but answers nothing until `thaw`. */
  freeze(): void {
    this.child?.process.kill("SIGSTOP");
  }

  thaw(): void {
    this.child?.process.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    await this.child?.stop("SIGKILL");
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client(url, { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
