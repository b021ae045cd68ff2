import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../errors.ts";
import { loadConfig } from "../project/config.ts";
import type { Context } from "./context.ts";
import { localProcesses, platformOf } from "./local.ts";

interface Log {
  name: string;
  file: string;
  /** Bytes read so far. */
  at: number;
}

const followMilliseconds = 300;
/** How far back lines are looked for. */
const tailBytes = 1024 * 1024;

/** Shows what the stack's parts say, and with `--follow` goes on as they write. */
export async function run(context: Context): Promise<number> {
  const { args, project, passphrase } = context;
  const config = await loadConfig(project, args.stack, passphrase);
  const platform = platformOf(project, config);
  if (platform !== "local") throw elsewhere(platform);
  const { processes } = await localProcesses(project, args.stack);
  const chosen = processes.filter(({ name }) => args.part === undefined || isPart(name, args.part));
  if (chosen.length === 0)
    throw nothingToShow(
      args.stack,
      args.part,
      processes.map(({ name }) => name),
    );
  const logs = chosen.map(({ name, logFile }): Log => ({ name, file: logFile, at: 0 }));
  const show = printer(context, logs);
  for (const log of logs) show(log, lastLines(log, args.lines));
  while (args.follow) {
    await sleep(followMilliseconds);
    for (const log of logs) show(log, newLines(log));
  }
  return 0;
}

/** `app` is also its replicas, `app-1`, `app-2`, … */
const isPart = (name: string, part: string) => name === part || (name.startsWith(`${part}-`) && /-\d+$/.test(name));

function printer({ terminal }: Context, logs: Log[]): (log: Log, lines: string[]) => void {
  const width = Math.max(...logs.map(({ name }) => name.length));
  return ({ name }, lines) => {
    const prefix = logs.length > 1 ? `${terminal.paint.cyan(name.padEnd(width))} ` : "";
    for (const line of lines) terminal.print(`${prefix}${line}`);
  };
}

function lastLines(log: Log, count: number): string[] {
  const size = sizeOf(log.file);
  const lines = linesBetween(log.file, Math.max(0, size - tailBytes), size);
  log.at = size;
  return count === 0 ? [] : lines.slice(-count);
}

function newLines(log: Log): string[] {
  const size = sizeOf(log.file);
  // A log that shrank was rotated.
  const from = size < log.at ? 0 : log.at;
  log.at = size;
  return size === from ? [] : linesBetween(log.file, from, size);
}

function linesBetween(file: string, from: number, to: number): string[] {
  if (to <= from) return [];
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(to - from);
    const read = readSync(handle, buffer, 0, buffer.length, from);
    return buffer.toString("utf8", 0, read).trimEnd().split("\n");
  } finally {
    closeSync(handle);
  }
}

function sizeOf(file: string): number {
  if (!existsSync(file)) return 0;
  const handle = openSync(file, "r");
  try {
    return fstatSync(handle).size;
  } finally {
    closeSync(handle);
  }
}

const elsewhere = (platform: string) =>
  new EngineError({
    code: "logs-elsewhere",
    message: `The parts of this stack run on ${platform}, which keeps their logs itself`,
    remedy: "`npm run outputs` says where they are.",
  });

const nothingToShow = (stack: string, part: string | undefined, names: string[]) =>
  new EngineError({
    code: "no-logs",
    message:
      part === undefined || names.length === 0
        ? `The stack "${stack}" has no processes`
        : `The stack "${stack}" has no part "${part}"`,
    setting: part === undefined ? undefined : "--part",
    remedy: names.length > 0 ? `It has: ${names.join(", ")}.` : "`npm run up` starts them.",
  });
