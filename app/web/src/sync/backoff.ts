const FIRST_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait before try number `attempt` (from 0), in ms: doubling from 0.5 s to 30 s (docs/protocol.md), between half of it and all of it,
 * so that clients which lost the same replica don't return in step. `random` is in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return ceiling / 2 + (ceiling / 2) * random;
}
