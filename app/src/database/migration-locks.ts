import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { isLocked } from "./errors.ts";
import { LOCKS } from "./locks.ts";

/** No statement of the replicas queues longer than this behind a migration that waits for a lock itself, ms. */
const LOCK_WAIT_MS = 500;
/** They catch up for so long, on average half of it, ms. */
const PAUSE_MS = 2000;

export const pause = () => sleep(PAUSE_MS * Math.random());

/** What is being done and how long it is tried, in ms. */
export interface Patience {
  name: string;
  giveUpMs: number;
}

/** Runs `work` in one transaction, and again when somebody else held a lock that it needs. */
export async function withLocks<T>(client: Client, { name, giveUpMs }: Patience, work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + giveUpMs; ; await pause()) {
    try {
      await client.query(`begin; set local lock_timeout = ${LOCK_WAIT_MS}`);
      await client.query("select pg_advisory_xact_lock($1)", [LOCKS.schemaChange]);
      const result = await work();
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      if (!isLocked(error)) throw error;
      if (Date.now() > deadline) {
        const what = `The migration ${name} could not lock what it changes`;
        throw new MigrationBlockedError(what, await longestTransaction(client), error);
      }
    }
  }
}

/** What is most likely in the way: "pid 4711 (campfire backups), for 312 s". */
export async function longestTransaction(client: Client): Promise<string> {
  const { rows } = await client.query<{ who: string }>(
    `select format('pid %s (%s), for %s s', pid, application_name, round(extract(epoch from now() - xact_start))) as who
     from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
     order by xact_start limit 1`,
  );
  return rows[0]?.who ?? "none that is seen now";
}

/** Somebody held a lock on a table, or a transaction open, for longer than migrations wait. */
export class MigrationBlockedError extends Error {
  readonly code = "migration_blocked";

  constructor(what: string, transaction: string, cause: unknown) {
    const remedy = "End it, or wait until it is over, and migrate again: what went before is done and stays";
    super(`${what}; the longest transaction is that of ${transaction}. ${remedy}.`, { cause });
  }
}
