import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { Recurring } from "../recurring.ts";
import { deleteOldEvents } from "./queries.ts";

const EVERY_MS = 3_600_000;
const AT_ONCE = 5_000;

/** Deletes what is older than CAMPFIRE_AUDIT_DAYS, every hour. Every replica does: what one deleted is gone for the others. */
export class AuditSweeper extends Recurring {
  private readonly queries: Queries;
  private readonly days: number;

  constructor(queries: Queries, days: number, log: Log) {
    super(EVERY_MS, "the audit log could not be swept", log);
    this.queries = queries;
    this.days = days;
  }

  protected async work(): Promise<void> {
    while (!this.stopped && (await deleteOldEvents(this.queries, this.days, AT_ONCE)) === AT_ONCE);
  }
}
