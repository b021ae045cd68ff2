import type { ChildProcess } from "node:child_process";
import { currentClaim } from "./claim.ts";
import { launch } from "./launch.ts";
import { readRecords, stillRuns } from "./records.ts";

interface Times {
  everyMs: number;
  /** Looks in a row that find nobody. A guard waits a second, and a supervisor that takes over has to start first. */
  missing: number;
}

const TIMES: Times = { everyMs: 3_000, missing: 2 };

/**
 * For a process of the stack: has its supervisor started again where that and its guard were killed at once. Two that start one at the same time
 * do no harm (claim.ts), and a guard that cannot start a supervisor is left to try on, with none beside it. Returns how to end it; whoever is
 * being stopped ends it first, so that nothing comes back after a stack that goes.
 */
export function watchSupervisor(directory: string, say: (what: string) => void, times = TIMES): () => void {
  let missing = 0;
  let guard: ChildProcess | undefined;
  const look = () => {
    missing = currentClaim(directory) ? 0 : missing + 1;
    if (missing < times.missing || (guard && runs(guard)) || !isRecorded(directory)) return;
    missing = 0;
    guard = launch(directory);
    say("started the supervisor again: it and its guard were gone");
  };
  let said: string | undefined;
  const timer = setInterval(() => {
    try {
      look();
      said = undefined;
    } catch (error) {
      // A full disk, too many open files: what this process is there for goes on, and the next look may succeed.
      const { message } = error as Error;
      if (message !== said) say(`cannot start the supervisor again: ${message}`);
      said = message;
    }
  }, times.everyMs);
  return () => clearInterval(timer);
}

const runs = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

/** Whether a supervisor would take this very process over. Where it would not, the stack was taken away, or made anew without it. */
const isRecorded = (directory: string) =>
  readRecords(directory).some((record) => record.pid === process.pid && stillRuns(record));
