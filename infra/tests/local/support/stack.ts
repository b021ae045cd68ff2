import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished, vi } from "vitest";
import { currentClaim } from "../../../local/supervisor/claim.ts";
import { identityOf } from "../../../local/supervisor/identity.ts";
import type { ProcessSpec } from "../../../local/supervisor/protocol.ts";
import { readRecords, stillRuns } from "../../../local/supervisor/records.ts";

/** An empty directory that goes after the test. */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "campfire-test-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** A stack's directory whose supervisor and processes, if any, end with the test. */
export function temporaryStack(): string {
  const directory = temporaryDirectory();
  onTestFinished(() => endStack(directory));
  return directory;
}

/** A supervisor that is asked to end stops what it supervises first; what it does not know ends by force. */
async function endStack(directory: string) {
  const claim = currentClaim(directory);
  if (claim) process.kill(claim.pid, "SIGTERM");
  await eventually(() => currentClaim(directory) === undefined);
  for (const record of readRecords(directory)) if (stillRuns(record)) process.kill(-record.pid!, "SIGKILL");
}

/** Something else that listens on a port, until the test ends. */
export async function occupiedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** Waits until the answer is true; fails after a time that only a hang needs. */
export async function eventually(isTrue: () => boolean | Promise<boolean>, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not true after ${seconds} s: ${isTrue}`);
    await sleep(25);
  }
}

/** A program that answers "ok" on its port and says so in its log. */
export const serverProgram = (port: number, text = "ok") =>
  `require("http").createServer((q, r) => r.end(${JSON.stringify(text)})).listen(${port}, "127.0.0.1", () => console.log("listening"))`;

/** The spec of a Node program, with short times. */
export function nodeSpec(
  directory: string,
  name: string,
  program: string,
  more: Partial<ProcessSpec> = {},
): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: ["-e", program],
    env: {},
    cwd: directory,
    ports: [],
    stop: { signal: "SIGTERM", timeoutSeconds: 5 },
    restart: { minSeconds: 0.1, maxSeconds: 1 },
    logFile: join(directory, "logs", `${name}.log`),
    triggers: [],
    ...more,
  };
}

/** The spec of a server that is ready once it listens. */
export function serverSpec(
  directory: string,
  name: string,
  port: number,
  more: Partial<ProcessSpec> = {},
): ProcessSpec {
  const ready = { http: `http://127.0.0.1:${port}/`, timeoutSeconds: 20 };
  return nodeSpec(directory, name, serverProgram(port), { ports: [port], ready, ...more });
}

export const fetchText = async (port: number, path = "/") => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

/** Whether a process runs; one that ended and that nobody reaped does not. */
export const pidRuns = (pid: number) => identityOf(pid) !== undefined;

/** Looking a user up, which every start does, takes a while and always finds this one. Returns how often somebody was looked up. */
export function slowUsers(directory: string): () => number {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "asked"), "");
  writeFileSync(join(bin, "id"), `#!/bin/sh\necho "$1" >> "${bin}/asked"\nsleep 1\ncommand -p id "$1"\n`, {
    mode: 0o755,
  });
  vi.stubEnv("PATH", `${bin}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => readFileSync(join(bin, "asked"), "utf8").split("\n").length;
}
