import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { deleteOldEvents } from "./queries.ts";

const EVERY_MS = 3_600_000;
const AT_ONCE = 5_000;

/** Deletes what is older than CAMPFIRE_AUDIT_DAYS, every hour. Every replica does: what one deleted is gone for the others. */
export class AuditSweeper {
  private readonly queries: Queries;
  private readonly days: number;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(queries: Queries, days: number, log: Log) {
    this.queries = queries;
    this.days = days;
    this.log = log;
  }

  start(): void {
    const sweep = () => {
      this.sweeping = this.sweep().catch((error) => this.log.warn({ err: error }, "the audit log could not be swept"));
    };
    this.timer = setInterval(sweep, EVERY_MS).unref();
    sweep();
  }

  /** Settles once what is under way is done. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    while ((await deleteOldEvents(this.queries, this.days, AT_ONCE)) === AT_ONCE);
  }
}
