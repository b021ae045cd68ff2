import type { Log } from "./log.ts";

/** Work that is done again and again, never twice at the same time; what fails is done the next time. */
export abstract class Recurring {
  protected readonly log: Log;
  /** Whoever works for long looks at it now and then. */
  protected stopped = false;
  private readonly everyMs: number;
  private readonly failure: string;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> | null = null;

  /** `failure` is what the log says when it fails. */
  constructor(everyMs: number, failure: string, log: Log) {
    this.everyMs = everyMs;
    this.failure = failure;
    this.log = log;
  }

  protected abstract work(): Promise<unknown>;

  /** Does it for the first time now or, where something has to be there before, after the first interval. */
  start(first: "now" | "later" = "now"): void {
    this.timer = setInterval(() => this.run(), this.everyMs);
    if (first === "now") this.run();
  }

  /** Settles once what is under way is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private run(): void {
    this.running ??= this.work()
      .catch((error) => this.log.warn({ err: error }, this.failure))
      .finally(() => {
        this.running = null;
      });
  }
}
