import { whyUnavailable } from "../database/errors.ts";
import type { Log } from "../log.ts";
import type { StoringObserver } from "../messages/post.ts";

/** Clients try again every half minute at the latest: what wasn't met for longer may be over, and nobody was there to see it. */
const REMEMBERED_MS = 60_000;

/**
 * Whether the database takes messages. One that is full or can only be read answers all that readiness asks, and people can read on: the replica
 * stays ready, and says so in its report. It is logged once as it begins and once as it ends, however many messages meet it.
 */
export class Storing implements StoringObserver {
  private readonly log: Log;
  private trouble: { why: string; lastMet: number } | null = null;

  constructor(log: Log) {
    this.log = log;
  }

  worked(): void {
    if (this.trouble) this.log.info("messages are stored again");
    this.trouble = null;
  }

  failed(error: unknown): void {
    const why = whyUnavailable(error);
    if (this.trouble?.why !== why)
      this.log.error({ err: error }, "messages can't be stored; senders are told to try again");
    this.trouble = { why, lastMet: Date.now() };
  }

  /** What is wrong now, or null. */
  get problem(): string | null {
    if (!this.trouble || Date.now() - this.trouble.lastMet > REMEMBERED_MS) return null;
    return `the database takes no messages: ${this.trouble.why}`;
  }
}
