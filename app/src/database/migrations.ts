import { readdir } from "node:fs/promises";
import { join } from "node:path";
import Postgrator from "postgrator";
import type { DatabaseConfig } from "../config.ts";
import { MIGRATIONS_FOLDER } from "../paths.ts";
import { openClient, type Queries } from "./database.ts";

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

/**
 * Brings the schema forward to `target` (the newest when left out), all of it or nothing.
 * Several at once wait for each other. A database that is newer than `target` is left as it is.
 * Returns the names of the migrations that ran.
 */
export async function migrate(config: DatabaseConfig, target?: number): Promise<string[]> {
  const client = await openClient(config);
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    const postgrator = new Postgrator({
      driver: "pg",
      schemaTable: SCHEMA_TABLE,
      migrationPattern: join(MIGRATIONS_FOLDER, "*.sql"),
      execQuery: (query: string) => client.query(query),
      execSqlScript: async (script: string) => void (await client.query(script)),
    });
    const goal = target ?? (await codeSchemaVersion());
    const current = await postgrator.getDatabaseVersion();
    const applied = current < goal ? await postgrator.migrate(String(goal)) : [];
    await client.query("commit");
    return applied.map((migration) => `${migration.version} ${migration.name}`);
  } finally {
    await client.end();
  }
}
