/** What the supervisor and its clients say to each other: one JSON object a line, over a unix socket. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BackOff } from "./backoff.ts";

/** All that is needed to run a process; every default is filled in. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  /** Added to PATH, LANG, TZ and TMPDIR of the supervisor. May hold secrets. */
  env: Record<string, string>;
  cwd: string;
  /** Only this process and what it starts work in this folder: see strays.ts. */
  ownFolder?: string;
  /** In which it notes its pid, on the first line, and without whose end it doesn't start: see strays.ts. */
  pidFile?: string;
  user?: string;
  ports: number[];
  portSetting?: string;
  ready?: { http?: string; postgres?: string; tcp?: number; timeoutSeconds: number };
  stop: { signal: "SIGTERM" | "SIGINT" | "SIGQUIT"; timeoutSeconds: number };
  restart: BackOff;
  logFile: string;
  triggers: string[];
}

export type ProcessState = "running" | "starting" | "backing-off" | "stopped";

export interface ProcessStatus {
  name: string;
  state: ProcessState;
  pid: number | null;
  /** How often it was started again after it died by itself. */
  restarts: number;
  /** When it was last started, ISO 8601; null when it never was. */
  since: string | null;
  /** What the readiness check says now; null when it has none. */
  ready: boolean | null;
  logFile: string;
  ports: number[];
}

export interface Methods {
  hello: { params: Record<string, never>; result: { pid: number; version: string } };
  /** Runs the process with this spec and waits until it is ready. Undone when that fails, or when the client goes away. */
  put: { params: { spec: ProcessSpec }; result: ProcessStatus };
  get: { params: { name: string }; result: { spec: ProcessSpec; status: ProcessStatus } | null };
  /** Stops the process and forgets it; fine when there is none. */
  remove: { params: { name: string }; result: null };
  list: { params: Record<string, never>; result: ProcessStatus[] };
  /** Makes room for a supervisor that runs the current code; processes go on. */
  handOver: { params: Record<string, never>; result: null };
}

export type Method = keyof Methods;
export type Request = { [M in Method]: { id: number; method: M; params: Methods[M]["params"] } }[Method];
export type Response = { id: number; result: unknown } | { id: number; error: { code: string; message: string } };

/** Changes with the supervisor's code: a client that finds an older one running has it replaced. */
export function codeVersion(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of readdirSync(import.meta.dirname).sort())
    hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Calls `onLine` for each whole line of a stream of text chunks. */
export function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  };
}
