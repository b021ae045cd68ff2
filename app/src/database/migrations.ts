import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import Postgrator from "postgrator";
import type { DatabaseConfig } from "../config.ts";
import { MIGRATIONS_FOLDER } from "../paths.ts";
import { openClient, type Queries } from "./database.ts";
import { buildIndex } from "./index-build.ts";
import { holdLock, LOCKS } from "./locks.ts";
import { splitMigration } from "./migration-file.ts";
import { type Patience, withLocks } from "./migration-locks.ts";

const SCHEMA_TABLE = "schema_version";
/** How long a migration is tried again while others are in its way: a backup that reads a large chat takes minutes. */
const GIVE_UP_MS = 240_000;

/** The version this program was written for: the number of its newest migration. */
export async function codeSchemaVersion(): Promise<number> {
  const files = await readdir(MIGRATIONS_FOLDER);
  return Math.max(0, ...files.filter((file) => file.endsWith(".sql")).map((file) => Number.parseInt(file, 10)));
}

/** The version the database is at, with all its indexes; 0 when nothing was migrated yet. */
export async function databaseSchemaVersion(queries: Queries): Promise<number> {
  const [table] = await queries.query<{ found: boolean }>(
    "schema.exists",
    `select to_regclass('${SCHEMA_TABLE}') is not null as found`,
  );
  if (!table?.found) return 0;
  const [row] = await queries.query<{ version: number }>(
    "schema.version",
    `select coalesce(min(-version) filter (where version < 0) - 1, max(version), 0)::int as version from ${SCHEMA_TABLE}`,
  );
  return row?.version ?? 0;
}

/**
 * Brings the schema forward to `target` (the newest when left out), beside replicas that go on working: each migration
 * is one transaction that holds its locks no longer than it runs itself, and what it says of indexes on older tables is
 * built after it, concurrently. Several at once wait for each other, and one that was interrupted is taken up again.
 * A database that is newer than `target` is left as it is. Returns the names of the migrations that ran.
 */
export async function migrate(config: DatabaseConfig, target?: number, giveUpMs = GIVE_UP_MS): Promise<string[]> {
  const client = await openClient(config);
  try {
    await holdLock(client, LOCKS.migration);
    const postgrator = new Postgrator({
      driver: "pg",
      schemaTable: SCHEMA_TABLE,
      migrationPattern: join(MIGRATIONS_FOLDER, "*.sql"),
      execQuery: (query: string) => client.query(query),
      execSqlScript: async (script: string) => void (await client.query(script)),
    });
    const goal = target ?? (await codeSchemaVersion());
    const current = await withLocks(client, { name: `0 ${SCHEMA_TABLE}`, giveUpMs }, async () => {
      const version = await postgrator.getDatabaseVersion();
      // Makes the table of versions, and checks that the migrations which ran are those that are here.
      if (version <= goal) await postgrator.migrate(String(version));
      return version;
    });
    if (current > goal) return [];
    const applied: string[] = [];
    for (const migration of postgrator.getRunnableMigrations(0, goal)) {
      const patience = { name: `${migration.version} ${migration.name}`, giveUpMs };
      if (await complete(client, postgrator, migration, patience)) applied.push(patience.name);
    }
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * Runs what is missing of a migration; false when nothing is. Its number stands in the table of versions from the moment
 * its tables are there, so that backups and programs of other versions know what they see, and once more, below zero,
 * until its indexes are.
 */
async function complete(
  client: Client,
  postgrator: Postgrator,
  migration: Postgrator.Migration,
  patience: Patience,
): Promise<boolean> {
  const { script, indexes } = splitMigration(migration.getSql());
  const numbers = [migration.version, -migration.version];
  const found = await withLocks(client, patience, async () => {
    const sql = `select from ${SCHEMA_TABLE} where version = any ($1)`;
    const { rowCount } = await client.query(sql, [numbers]);
    if (rowCount !== 0) return rowCount;
    await postgrator.runMigrations([{ ...migration, getSql: () => script }]);
    if (indexes.length > 0)
      await client.query(`insert into ${SCHEMA_TABLE} (version) values ($1)`, [-migration.version]);
    return 0;
  });
  if (found === 1) return false;
  for (const index of indexes) await buildIndex(client, index, patience);
  await client.query(`delete from ${SCHEMA_TABLE} where version = $1`, [-migration.version]);
  return true;
}
