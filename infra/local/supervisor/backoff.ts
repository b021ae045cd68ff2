/** Seconds, both over 0. */
export interface BackOff {
  minSeconds: number;
  maxSeconds: number;
}

/** How long to wait before the restart after the nth failure in a row (n ≥ 1): doubles from min to max. */
export function delaySeconds({ minSeconds, maxSeconds }: BackOff, failures: number): number {
  return Math.min(maxSeconds, minSeconds * 2 ** Math.min(failures - 1, 30));
}

/** The failures in a row, counting one that ended after `ranSeconds`: a process that ran for max was healthy, so counting starts anew. */
export function failuresAfter({ maxSeconds }: BackOff, before: number, ranSeconds: number): number {
  return ranSeconds >= maxSeconds ? 1 : before + 1;
}
