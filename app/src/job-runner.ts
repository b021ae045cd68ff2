import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";

interface Jobs<Job> {
  /** What the jobs are, for the log: "webhooks to call". */
  what: string;
  atOnce: number;
  /** Takes at most `limit` that are due, so that no other replica does for a while. */
  take: (limit: number) => Promise<Job[]>;
  handle: (job: Job) => Promise<void>;
  /** Told of a job that threw; it is taken again when its time is over. */
  failed: (job: Job, error: unknown) => void;
  log: Log;
}

const LOOK_MS = 5_000;

/** Does the jobs that are noted down in a table, a few at once. Any replica does any of them, and what one that died had taken. */
export class JobRunner<Job> {
  private readonly jobs: Jobs<Job>;
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private taking: Promise<void> | null = null;
  private again = false;
  private failing = false;
  private stopped = false;

  constructor(jobs: Jobs<Job>) {
    this.jobs = jobs;
  }

  /** Looks now, and every few seconds for what others left. */
  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  /** Takes no more and waits so long for those under way; another replica does again what isn't done by then. */
  async stop(withinMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.taking;
    await Promise.race([Promise.all(this.running), sleep(withinMs, undefined, { ref: false })]);
  }

  /** To be called when a job was noted down. */
  look(): void {
    if (this.stopped) return;
    this.again = true;
    this.taking ??= this.take()
      .then(
        () => {
          this.failing = false;
        },
        (error) => {
          if (!this.failing) this.jobs.log.warn({ err: error }, `could not look for ${this.jobs.what}; trying again`);
          this.failing = true;
          this.again = false;
        },
      )
      .finally(() => {
        this.taking = null;
        if (this.again && this.running.size < this.jobs.atOnce && !this.stopped) this.look();
      });
  }

  private async take(): Promise<void> {
    const { atOnce, take, handle, failed } = this.jobs;
    while (this.again && !this.stopped && this.running.size < atOnce) {
      this.again = false;
      for (const job of await take(atOnce - this.running.size)) {
        const done = handle(job)
          .catch((error) => failed(job, error))
          .finally(() => {
            this.running.delete(done);
            this.look();
          });
        this.running.add(done);
      }
    }
  }
}
