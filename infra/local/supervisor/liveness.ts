import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How a process that hangs is found out, as with a liveness probe of Kubernetes; but only silence counts. */
export interface Liveness {
  /** A URL on loopback that waits for nothing else, such as a database. Whatever it answers is a sign of life. */
  http: string;
  /** From one check to the next. */
  everySeconds: number;
  /** How long an answer may take. */
  timeoutSeconds: number;
  /** Checks in a row that nobody answers, after which it hangs. */
  silences: number;
}

/** What is known of the process that is asked. */
export interface Asked {
  /** Whether it has ever answered: before that it may only be slow to start. */
  readonly answered: boolean;
  /** Called with its first answer, which makes `answered` true. */
  noteAnswer(): void;
}

/** Asks again and again; true once nobody answered too often in a row, false when the signal aborts. */
export async function fallsSilent(live: Liveness, asked: Asked, signal: AbortSignal): Promise<boolean> {
  for (let silences = 0; !signal.aborted; ) {
    const sign = await ask(live, signal);
    if (signal.aborted) break;
    if (sign === "answer" && !asked.answered) asked.noteAnswer();
    silences = sign === "silence" && asked.answered ? silences + 1 : 0;
    if (silences >= live.silences) return true;
    await sleep(live.everySeconds * 1000, undefined, { signal }).catch(() => {});
  }
  return false;
}

/** A refusal says little: what listens no more may be about to end, but it doesn't hang. */
type Sign = "answer" | "refusal" | "silence";

async function ask({ http, timeoutSeconds }: Liveness, signal: AbortSignal): Promise<Sign> {
  const settled = new AbortController();
  const over = AbortSignal.any([signal, settled.signal]);
  const sign = new Promise<Sign>((resolve) => {
    const request = get(http, { agent: false, signal }, (response) => {
      response.resume().on("error", () => {});
      resolve("answer");
    });
    request.on("error", () => resolve("refusal"));
    void wait(timeoutSeconds * 1000, over).then(() => {
      resolve("silence");
      if (!over.aborted) request.destroy();
    });
  });
  return sign.catch((): Sign => "refusal").finally(() => settled.abort());
}

const STEPS = 10;

/**
 * In steps: a machine that was suspended, or too busy to run this process, loses one of them at most, and not at once the whole time that
 * somebody had to answer.
 */
async function wait(ms: number, signal: AbortSignal) {
  for (let step = 0; step < STEPS && !signal.aborted; step++)
    await sleep(ms / STEPS, undefined, { signal }).catch(() => {});
}
