import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordsDirectory } from "../paths.ts";
import { makePrivateDirectory } from "./directories.ts";
import { isSameProcess } from "./identity.ts";
import type { ProcessSpec } from "./protocol.ts";

/** What the next supervisor needs to take over a process. */
export interface ProcessRecord {
  spec: ProcessSpec;
  pid: number | null;
  identity: string | null;
  /** ISO 8601. */
  since: string | null;
  restarts: number;
  /** Whether it has answered its liveness check since then; absent in records of older supervisors. */
  answered?: boolean;
  /** Counts up over the stack's life: processes stop in the reverse of this order. */
  order: number;
  /** Set while a put is under way: the spec to go back to, null for a process that is new. */
  undo?: { spec: ProcessSpec | null };
}

/** Written in one step, since a supervisor can be killed at any time; readable by the owner only, since specs hold secrets. */
export function writeRecord(directory: string, record: ProcessRecord) {
  const file = recordFile(directory, record.spec.name);
  makePrivateDirectory(recordsDirectory(directory));
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const removeRecord = (directory: string, name: string) => rmSync(recordFile(directory, name), { force: true });

/** Whether the process that was written down still runs, and not a later one with its pid. */
export const stillRuns = ({ pid, identity }: Pick<ProcessRecord, "pid" | "identity">): boolean =>
  pid !== null && identity !== null && isSameProcess(pid, identity);

/** In the order in which they were first started. */
export function readRecords(directory: string): ProcessRecord[] {
  return recordNames(directory)
    .flatMap((name) => readRecord(recordFile(directory, name)) ?? [])
    .sort((a, b) => a.order - b.order);
}

/** Undefined for one that was removed meanwhile, or that a power cut left empty: the next `up` finds that there is none, and starts the process. */
function readRecord(file: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProcessRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const recordFile = (directory: string, name: string) => join(recordsDirectory(directory), `${name}.json`);

function recordNames(directory: string): string[] {
  try {
    return readdirSync(recordsDirectory(directory)).flatMap((file) =>
      file.endsWith(".json") ? [file.slice(0, -5)] : [],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
