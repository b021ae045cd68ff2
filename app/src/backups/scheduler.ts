import { setTimeout as sleep } from "node:timers/promises";
import type { BackupConfig } from "../config.ts";
import type { Log } from "../log.ts";
import { BackupError } from "./errors.ts";
import type { BackupMetrics } from "./metrics.ts";
import { runBackup, runVerification, timeOf } from "./run.ts";
import type { BackupStore } from "./store.ts";

export interface Schedule {
  /** From the start of one backup to the next. */
  everyMs: number;
  verifyEveryMs: number;
  retryMs: number;
}

export function scheduleOf(config: BackupConfig): Schedule {
  return { everyMs: config.everyMinutes * 60_000, verifyEveryMs: 86_400_000, retryMs: 60_000 };
}

/** Makes backups for ever: one when it starts, then on schedule; the first is verified, then one a day. */
export class Scheduler {
  private readonly config: BackupConfig;
  private readonly store: BackupStore;
  private readonly metrics: BackupMetrics;
  private readonly log: Log;
  private readonly schedule: Schedule;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private verifiedAt = 0;
  private tooNew = false;

  constructor(
    config: BackupConfig,
    store: BackupStore,
    metrics: BackupMetrics,
    log: Log,
    schedule = scheduleOf(config),
  ) {
    this.config = config;
    this.store = store;
    this.metrics = metrics;
    this.log = log;
    this.schedule = schedule;
  }

  async start(): Promise<void> {
    const newest = (await this.store.list()).at(-1);
    if (newest) this.metrics.found(timeOf(newest), await this.store.lastVerified());
    this.running = this.run();
  }

  /** Lets what is under way finish. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const start = Date.now();
      const done = await this.once();
      const next = done ? this.schedule.everyMs : this.schedule.retryMs;
      const rest = Math.max(0, start + next - Date.now());
      await sleep(rest, undefined, { signal: this.stopping.signal }).catch(() => {});
    }
  }

  /** Whether both the backup and, when it is due, its verification went well. */
  private async once(): Promise<boolean> {
    const backed = await this.attempt("backup", async () => {
      const { manifest, removed } = await runBackup(this.config, this.store);
      this.metrics.made(manifest, (await this.store.list()).length);
      this.log.info({ backup: manifest.id, bytes: manifest.bytes, removed: removed.length }, "made a backup");
    });
    if (!backed || Date.now() - this.verifiedAt < this.schedule.verifyEveryMs) return backed;
    const verified = await this.attempt("verify", async () => {
      const manifest = await runVerification(this.config, this.store);
      this.verifiedAt = Date.now();
      this.metrics.verified(this.verifiedAt);
      this.log.info({ backup: manifest.id }, "restored the backup as a test: it is right");
    });
    return verified || this.tooNew;
  }

  private async attempt(operation: "backup" | "verify", work: () => Promise<void>): Promise<boolean> {
    const end = this.metrics.timed(operation);
    try {
      await work();
      return true;
    } catch (error) {
      this.metrics.failed(operation);
      // After a rollback the schema is newer than this program: it can be backed up, and trying again soon changes nothing.
      this.tooNew = error instanceof BackupError && error.code === "backup_too_new";
      this.log.error({ err: error, operation }, "a backup operation failed; trying again soon");
      return false;
    } finally {
      end();
    }
  }
}
