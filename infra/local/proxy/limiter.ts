/** A limit as nginx's `limit_req` means it: so many a second in the long run, and `burst` more at once. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/**
 * Counts by key, such as an address. The generic cell rate algorithm: one time a key says when its allowance will be whole again. (The limiter
 * library of the app counts in windows, which can't say "10 a second and a burst of 20".)
 */
export class Limiter {
  readonly #rate: Rate;
  readonly #wholeAt = new Map<string, number>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** 0 when it is allowed at the time `now` (ms), and counted; else the seconds after which it would be. */
  take(key: string, now: number): number {
    const stepMs = 1000 / this.#rate.perSecond;
    const wholeAt = Math.max(this.#wholeAt.get(key) ?? now, now);
    const waitMs = wholeAt - now - this.#rate.burst * stepMs;
    if (waitMs > 1e-6) return waitMs / 1000; // not 0: sums of steps are not exact
    this.#wholeAt.set(key, wholeAt + stepMs);
    return 0;
  }

  /** Drops keys that have nothing left to remember. */
  forget(now: number) {
    for (const [key, wholeAt] of this.#wholeAt) if (wholeAt <= now) this.#wholeAt.delete(key);
  }

  get size() {
    return this.#wholeAt.size;
  }
}
