import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandRecord, logFile, making } from "../paths.ts";
import { type Child, killGroup, startChild } from "../supervisor/child.ts";
import { LocalError } from "../supervisor/errors.ts";
import { tail } from "../supervisor/logs.ts";
import { SECONDS } from "./checker.ts";
import type { Context, Kind } from "./kind.ts";
import { ARGS_ARE_VISIBLE, checkProgram, PROGRAM_INPUTS, programDefaults } from "./program.ts";
import type { Properties } from "./values.ts";

export const command: Kind = {
  inputs: [...PROGRAM_INPUTS, "timeoutSeconds", "creates", "delete"],
  replaceOn: ["directory", "name"],
  neverSecret: ARGS_ARE_VISIBLE,
  defaults: programDefaults,

  async check(checker) {
    await checkProgram(checker);
    checker.path("creates", { optional: true });
    checker.number("timeoutSeconds", SECONDS);
    if (checker.inputs.timeoutSeconds === undefined) checker.fail("timeoutSeconds", "timeoutSeconds is missing.");
  },

  id: ({ directory, name }) => `${directory}#${name}`,
  create: run,
  update: (_, inputs, context) => run(inputs, context),
  read: async (properties) => (hasRun(properties) ? {} : undefined),
  drifted: async (properties) => !hasRun(properties),

  async delete(properties, context) {
    const { directory, name, delete: last } = properties;
    if (readRecord(directory, name).finishedAt && last) await runOnce({ ...properties, args: [], ...last }, context);
    const record = commandRecord(directory, name);
    rmSync(record, { force: true });
    removeEmpty(dirname(record));
  },
};

async function run(inputs: Properties, context: Context): Promise<Properties> {
  const { creates } = inputs;
  if (creates === undefined) await runOnce(inputs, context);
  else if (!existsSync(creates)) {
    rmSync(making(creates), { recursive: true, force: true });
    await runOnce(inputs, context);
    renameSync(making(creates), creates);
  }
  writeRecord(inputs, { finishedAt: new Date().toISOString() });
  return {};
}

async function runOnce(inputs: Properties, { signal }: Context) {
  const { directory, name, timeoutSeconds } = inputs;
  await endFormerRun(directory, name);
  signal.throwIfAborted();
  const log = logFile(directory, name);
  const child = await startChild({ ...(inputs as Parameters<typeof startChild>[0]), logFile: log });
  truncateSync(log);
  writeRecord(inputs, { running: { pid: child.pid, identity: child.identity } });
  const cut = await cutOff(child, timeoutSeconds, signal);
  await killGroup(child);
  const exit = await child.exited;
  if (!cut && exit.code === 0) return;
  rmSync(commandRecord(directory, name), { force: true });
  const how = cut ?? (exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code}`);
  const said = tail(log);
  const what = `Command ${name} ${how}.${said ? ` The end of what it said (${log}):\n${said}\n` : ""}`;
  throw new LocalError(
    cut ? "LOCAL_COMMAND_CUT_OFF" : "LOCAL_COMMAND_FAILED",
    what,
    "Mend the cause and run the command again: it goes on from here.",
  );
}

/** Waits for the end of a run, at most as long as it may take. Says why it had to be ended before. */
async function cutOff(child: Child, timeoutSeconds: number, signal: AbortSignal): Promise<string | undefined> {
  const over = new AbortController();
  const late = sleep(timeoutSeconds * 1000, `did not end within ${timeoutSeconds} s`, {
    signal: AbortSignal.any([signal, over.signal]),
  });
  const cut = late.catch(() => (signal.aborted ? "was interrupted" : undefined));
  const why = await Promise.race([child.exited.then(() => undefined), cut]);
  over.abort();
  return why;
}

interface RunRecord {
  running?: { pid: number; identity: string };
  finishedAt?: string;
}

const hasRun = ({ directory, name, creates }: Properties) =>
  readRecord(directory, name).finishedAt !== undefined && (creates === undefined || existsSync(creates));

/** A run whose provider was killed may still be under way: two at once could hurt each other. */
async function endFormerRun(directory: string, name: string) {
  const { running } = readRecord(directory, name);
  if (running) await killGroup(running);
}

function readRecord(directory: string, name: string): RunRecord {
  try {
    return JSON.parse(readFileSync(commandRecord(directory, name), "utf8")) as RunRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function writeRecord({ directory, name }: Properties, record: RunRecord) {
  const file = commandRecord(directory, name);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function removeEmpty(directory: string) {
  try {
    rmdirSync(directory);
  } catch {
    // Not empty: other commands have run.
  }
}
