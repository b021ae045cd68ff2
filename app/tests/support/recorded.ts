import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { DatabaseConfig } from "../../src/config.ts";
import { migrate } from "../../src/database/migrations.ts";
import { createDatabase } from "./chat.ts";

/** The schemas of which there is a recording (scripts/record-version.ts): the oldest that can be upgraded, and one with bots, bans and search. */
export const RECORDED = [2, 6];

const data = (name: string) => readFile(join(import.meta.dirname, "../data", name), "utf8");

export const configOf = (url: string): DatabaseConfig => ({ url, maxConnections: 4, timeout: 30 });

/** A new database as a version with this schema left it. */
export async function recordedDatabase(schema: number): Promise<string> {
  const url = await createDatabase();
  await migrate(configOf(url), schema);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(await data(`schema-${schema}.sql`));
  } finally {
    await client.end();
  }
  return url;
}

/** What such a version asked its database: name → SQL. */
export const recordedStatements = async (schema: number): Promise<Record<string, string>> =>
  JSON.parse(await data(`statements-${schema}.json`)) as Record<string, string>;
