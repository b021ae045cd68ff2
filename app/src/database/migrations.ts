import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import Postgrator from "postgrator";
import type { DatabaseConfig } from "../config.ts";
import { MIGRATIONS_FOLDER } from "../paths.ts";
import { openClient, type Queries } from "./database.ts";
import { isLocked } from "./errors.ts";

const SCHEMA_TABLE = "schema_version";
// Any number, the same in every replica: it makes migrations wait for each other.
const MIGRATION_LOCK = 7_102_935;

/** The version this program was written for: the number of its newest migration. */
export async function codeSchemaVersion(): Promise<number> {
  const files = await readdir(MIGRATIONS_FOLDER);
  return Math.max(0, ...files.filter((file) => file.endsWith(".sql")).map((file) => Number.parseInt(file, 10)));
}

/** The version the database is at; 0 when nothing was migrated yet. */
export async function databaseSchemaVersion(queries: Queries): Promise<number> {
  const [table] = await queries.query<{ found: boolean }>(
    "schema.exists",
    `select to_regclass('${SCHEMA_TABLE}') is not null as found`,
  );
  if (!table?.found) return 0;
  const [row] = await queries.query<{ version: number }>(
    "schema.version",
    `select coalesce(max(version), 0)::int as version from ${SCHEMA_TABLE}`,
  );
  return row?.version ?? 0;
}

/** No statement of the replicas queues longer than this behind a migration that waits for a lock itself, ms. */
const LOCK_WAIT_MS = 500;
/** They catch up for so long, on average half of it, ms. */
const PAUSE_MS = 2000;
/** How long a migration is tried again while others hold its locks: a backup that reads a large chat takes minutes. */
const GIVE_UP_MS = 240_000;

/**
 * Brings the schema forward to `target` (the newest when left out), beside replicas that go on working: each migration
 * is whole or not there, and holds its locks no longer than it runs itself. Several at once wait for each other.
 * A database that is newer than `target` is left as it is. Returns the names of the migrations that ran.
 */
export async function migrate(config: DatabaseConfig, target?: number, giveUpMs = GIVE_UP_MS): Promise<string[]> {
  const client = await openClient(config);
  try {
    // Until the connection ends.
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const postgrator = new Postgrator({
      driver: "pg",
      schemaTable: SCHEMA_TABLE,
      migrationPattern: join(MIGRATIONS_FOLDER, "*.sql"),
      execQuery: (query: string) => client.query(query),
      execSqlScript: async (script: string) => void (await client.query(script)),
    });
    const goal = target ?? (await codeSchemaVersion());
    const current = await postgrator.getDatabaseVersion();
    if (current >= goal) return [];
    // Makes the table of versions, and checks that the migrations which ran are those that are here.
    await postgrator.migrate(String(current));
    const applied = postgrator.getRunnableMigrations(current, goal);
    for (const migration of applied) {
      const name = `${migration.version} ${migration.name}`;
      await withLocks(client, { name, giveUpMs }, () => postgrator.runMigrations([migration]));
    }
    return applied.map(({ version, name }) => `${version} ${name}`);
  } finally {
    await client.end();
  }
}

/** Runs `work` in one transaction, and again when somebody else held a lock that it needs. */
async function withLocks(
  client: Client,
  { name, giveUpMs }: { name: string; giveUpMs: number },
  work: () => Promise<unknown>,
): Promise<void> {
  for (const deadline = Date.now() + giveUpMs; ; await sleep(PAUSE_MS * Math.random())) {
    try {
      await client.query(`begin; set local lock_timeout = ${LOCK_WAIT_MS}`);
      await work();
      await client.query("commit");
      return;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      if (!isLocked(error)) throw error;
      if (Date.now() > deadline) throw new MigrationBlockedError(name, await longestTransaction(client), error);
    }
  }
}

/** What is most likely in the way: "a campfire backups, for 312 s". */
async function longestTransaction(client: Client): Promise<string> {
  const { rows } = await client.query<{ who: string }>(
    `select format('pid %s (%s), for %s s', pid, application_name, round(extract(epoch from now() - xact_start))) as who
     from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
     order by xact_start limit 1`,
  );
  return rows[0]?.who ?? "none that is seen now";
}

/** Somebody held a lock on a table for longer than migrations wait. */
export class MigrationBlockedError extends Error {
  readonly code = "migration_blocked";

  constructor(migration: string, transaction: string, cause: unknown) {
    const remedy = "End it, or wait until it is over, and migrate again: what went before is done and stays";
    super(
      `The migration ${migration} could not lock what it changes; the longest transaction is that of ${transaction}. ${remedy}.`,
      { cause },
    );
  }
}
