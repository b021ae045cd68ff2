import type { Client } from "pg";
import { isLocked } from "./errors.ts";
import type { IndexBuild } from "./migration-file.ts";
import { longestTransaction, MigrationBlockedError, type Patience, pause } from "./migration-locks.ts";

/**
 * Builds an index while people read and write; one that is there already stays, unless an earlier build was interrupted
 * and left it invalid. For as long as `giveUpMs` it waits for transactions that began before, which holds nobody off.
 */
export async function buildIndex(client: Client, index: IndexBuild, { name, giveUpMs }: Patience): Promise<void> {
  for (const deadline = Date.now() + giveUpMs; ; await pause()) {
    try {
      await client.query(`set lock_timeout = ${Math.max(1, deadline - Date.now())}`);
      const found = await isValid(client, index.name);
      if (found) return;
      if (found === false) await client.query(`drop index concurrently ${index.name}`);
      await client.query(index.sql);
      return;
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (Date.now() < deadline) continue;
      const what = `The migration ${name} waited for older transactions to end, to build the index ${index.name}`;
      throw new MigrationBlockedError(what, await longestTransaction(client), error);
    }
  }
}

/** Undefined when there is none. */
async function isValid(client: Client, index: string): Promise<boolean | undefined> {
  const sql = "select indisvalid as valid from pg_index where indexrelid = to_regclass($1)";
  return (await client.query<{ valid: boolean }>(sql, [index])).rows[0]?.valid;
}
