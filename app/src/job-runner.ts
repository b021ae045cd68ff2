import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";

interface Jobs<Job> {
  /** What the jobs are, for the log: "webhooks to call". */
  what: string;
  atOnce: number;
  /** Of one owner at most so many are under way at once, so that nobody's slow ones hold up those of others. */
  share: number;
  /** The id of whoever a job is done for. */
  ownerOf: (job: Job) => number;
  /**
   * Takes at most `limit` that are due, so that no other replica does for a while, and none beyond the share of its owner: `underWay` has an
   * owner for each that this replica is at. There may be more as long as it takes any.
   */
  take: (limit: number, underWay: number[]) => Promise<Job[]>;
  /** Told of owners who have their share under way, and for whom therefore more may pile up than ever can be done. */
  crowded?: (owners: number[]) => Promise<void>;
  handle: (job: Job) => Promise<void>;
  /** Told of a job that threw; it is taken again when its time is over. */
  failed: (job: Job, error: unknown) => void;
  log: Log;
}

const LOOK_MS = 5_000;

/** Does the jobs that are noted down in a table, a few at once. Any replica does any of them, and what one that died had taken. */
export class JobRunner<Job> {
  private readonly jobs: Jobs<Job>;
  /** What is under way, and for whom. */
  private readonly running = new Map<Promise<void>, number>();
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
    await Promise.race([Promise.all(this.running.keys()), sleep(withinMs, undefined, { ref: false })]);
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
        if (this.again && this.running.size < this.jobs.atOnce) this.look();
      });
  }

  private async take(): Promise<void> {
    const { atOnce, take, crowded } = this.jobs;
    while (this.again && !this.stopped && this.running.size < atOnce) {
      this.again = false;
      const taken = await take(atOnce - this.running.size, [...this.running.values()]);
      if (taken.length > 0) this.again = true;
      for (const job of taken) this.begin(job);
      const owners = taken.length > 0 ? this.crowdedOwners() : [];
      if (owners.length > 0) await crowded?.(owners);
    }
  }

  private crowdedOwners(): number[] {
    const owners = Map.groupBy(this.running.values(), (owner) => owner);
    return [...owners].filter(([, jobs]) => jobs.length >= this.jobs.share).map(([owner]) => owner);
  }

  private begin(job: Job): void {
    const { handle, failed, ownerOf } = this.jobs;
    const owner = ownerOf(job);
    const done = handle(job)
      .catch((error) => failed(job, error))
      .finally(() => {
        // Others of this owner may have been left for want of a place.
        const more = this.crowdedOwners().includes(owner);
        this.running.delete(done);
        if (more || this.again) this.look();
      });
    this.running.set(done, owner);
  }
}
