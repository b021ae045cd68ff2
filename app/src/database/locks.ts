import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";

/** What happens once at a time, wherever it is asked for: any numbers, each its own and the same in every version. */
export const LOCKS = {
  /** While a migration changes tables: all that programs before schema 20 know, and wait for within a statement. */
  schemaChange: 7_102_935,
  /** A user who joins and an open room that is made at the same time must see each other. */
  openRooms: 7_102_936,
  /** Backups, their verification and pruning. */
  backup: 7_102_937,
  /** With the hash of an identity: two first sign-ins of one person make one account. */
  identity: 7_102_938,
  /** Of two administrators who demote each other one stays. */
  administrators: 7_102_939,
  import: 7_102_940,
  /** From a migration's beginning to its end. */
  migration: 7_102_941,
};

/** How often whoever waits asks again, ms. */
const ASK_AGAIN_MS = 250;

/**
 * Waits for the lock and holds it until the connection ends. It asks again and again, since a statement that waits is an
 * open transaction: vacuum spares what it may see, and an index that is built concurrently waits for it.
 */
export async function holdLock(client: Client, lock: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [lock]);
    if (rows[0]!.held) return;
    await sleep(ASK_AGAIN_MS);
  }
}
