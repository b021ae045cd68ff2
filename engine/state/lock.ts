import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../errors.ts";

/** Who holds a lock. */
export interface LockOwner {
  pid: number;
  host: string;
  /** When the process started, in the system's own terms: tells it from a later one with the same pid. */
  started: string;
  command: string;
  /** ISO 8601. */
  since: string;
}

export interface Lock {
  release(): void;
}

/** A process that was killed takes a moment to be gone, and one that is done to clean up. */
const graceMilliseconds = 2000;

/** Takes the one lock of a stack. A lock whose owner is dead is taken over; one that stays live refuses. */
export async function takeLock(
  folder: string,
  stack: string,
  command: string,
  grace = graceMilliseconds,
): Promise<Lock> {
  const file = join(folder, `${stack}.lock`);
  const own: LockOwner = {
    pid: process.pid,
    host: hostname(),
    started: processOf(process.pid).started ?? "",
    command,
    since: new Date().toISOString(),
  };
  // A link appears with its content or not at all: nobody ever reads half a lock.
  const beside = `${file}.${process.pid}`;
  writeInFolder(folder, beside, JSON.stringify(own));
  const deadline = Date.now() + grace;
  try {
    while (!linked(beside, file)) {
      const owner = ownerOf(file);
      if (!owner || !isAlive(owner)) removeStale(file, owner);
      else if (Date.now() > deadline) throw held(stack, owner);
      else await sleep(50);
    }
  } finally {
    rmSync(beside, { force: true });
  }
  return {
    release() {
      if (ownerOf(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/**
 * The `down` of another stack takes the folder away when it is empty, maybe between its making and its use here, or while it is made. That
 * many don't do so one after another: then it is something else.
 */
function writeInFolder(folder: string, file: string, text: string, attempts = 1_000): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || attempts === 1) throw error;
    writeInFolder(folder, file, text, attempts - 1);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves the stale lock away; when somebody else took it over meanwhile, puts theirs back. */
function removeStale(file: string, stale: LockOwner | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = ownerOf(aside);
  if (moved && (moved.pid !== stale?.pid || moved.since !== stale.since)) linked(aside, file);
  rmSync(aside, { force: true });
}

function ownerOf(file: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LockOwner;
  } catch {
    return undefined;
  }
}

/** A lock of another machine (a shared folder) can't be looked at, and counts as live. */
function isAlive(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const { started, isGone } = processOf(owner.pid);
  if (isGone) return false;
  return started === undefined || owner.started === "" || started === owner.started;
}

/**
 * On Linux, the start of a process in ticks since boot, and whether only its entry is left, until its parent looks at it
 * (proc(5), fields 22 and 3 of stat). Elsewhere nothing is known.
 */
function processOf(pid: number): { started: string | undefined; isGone: boolean } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { started: fields[19], isGone: fields[0] === "Z" || fields[0] === "X" };
  } catch {
    return { started: undefined, isGone: false };
  }
}

const held = (stack: string, owner: LockOwner) =>
  new EngineError({
    code: "lock-held",
    message: `Another \`${owner.command}\` of the stack "${stack}" is running (process ${owner.pid} on ${owner.host}, since ${owner.since})`,
    remedy: "Wait for it to end, or end that process, and run the command again.",
  });
