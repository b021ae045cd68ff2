import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import type { DatabaseConfig } from "../config.ts";
import { openClient } from "../database/database.ts";
import { BackupError } from "./errors.ts";
import { checkFile } from "./files.ts";
import type { Manifest } from "./manifest.ts";
import { restoreDatabase } from "./restore.ts";
import type { BackupStore } from "./store.ts";
import { fingerprint, listTables } from "./tables.ts";

/** What this chat's scratch databases begin with: a server may hold several chats, each with a verification of its own. */
const scratchPrefix = ({ url }: DatabaseConfig) =>
  `campfire_verify_${createHash("sha256").update(new URL(url).pathname).digest("hex").slice(0, 8)}_`;

/**
 * Restores a backup into a scratch database of the same server, compares every table's rows with the manifest, checks
 * every file, and drops the scratch database. Throws `backup_differs` or `backup_damaged`.
 */
export async function verifyBackup(config: DatabaseConfig, manifest: Manifest, store: BackupStore): Promise<void> {
  const admin = await openClient(config);
  const prefix = scratchPrefix(config);
  const scratch = `${prefix}${randomBytes(6).toString("hex")}`;
  try {
    await dropLeftOvers(admin, prefix);
    await admin.query("select pg_advisory_lock(hashtextextended($1, 0))", [scratch]);
    await createScratch(admin, scratch);
    try {
      const url = new URL(config.url);
      url.pathname = `/${scratch}`;
      const restored = { ...config, url: url.href };
      await restoreDatabase(restored, manifest, store);
      await compare(restored, manifest);
    } finally {
      await admin.query(`drop database ${scratch} with (force)`);
    }
    for (const file of manifest.files) await checkFile(file, store);
  } finally {
    await admin.end();
  }
}

/** What verifications that were killed left behind: while one runs it holds the lock of its database's name. */
async function dropLeftOvers(admin: pg.Client, prefix: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database
     where starts_with(datname, $1) and pg_try_advisory_lock(hashtextextended(datname, 0))`,
    [prefix],
  );
  for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`);
}

async function createScratch(admin: pg.Client, scratch: string): Promise<void> {
  try {
    await admin.query(`create database ${scratch} template template0`);
  } catch (error) {
    if ((error as { code?: string }).code !== "42501") throw error;
    const remedy = 'Let it: alter role "…" createdb';
    throw new BackupError(
      "verify_not_allowed",
      `The role of CAMPFIRE_DATABASE_URL may not create databases. ${remedy}.`,
    );
  }
}

async function compare(config: DatabaseConfig, manifest: Manifest): Promise<void> {
  const client = await openClient(config);
  try {
    const expected = new Map(manifest.tables.map((table) => [table.name, table]));
    for (const table of await listTables(client)) {
      const { rows, sha256 } = await fingerprint(client, table);
      const copy = expected.get(table.name);
      if (rows === copy?.rows && sha256 === copy.sha256) continue;
      const found = `table ${table.name} has ${rows} rows, the backup ${copy?.rows ?? "none"}, or other contents`;
      throw new BackupError("backup_differs", `The backup ${manifest.id} can't be trusted: once restored, ${found}.`);
    }
  } finally {
    await client.end();
  }
}
