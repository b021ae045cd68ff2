import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { DatabaseConfig } from "../config.ts";
import { openClient } from "../database/database.ts";
import { codeSchemaVersion, migrate } from "../database/migrations.ts";
import type { FileStore } from "../files/store.ts";
import { BackupError } from "./errors.ts";
import { restoreFile } from "./files.ts";
import type { Manifest } from "./manifest.ts";
import type { BackupStore } from "./store.ts";

/** Restores a backup into an empty database and a file store, and brings the schema to this program's version. */
export async function restoreBackup(
  target: { database: DatabaseConfig; files: FileStore },
  manifest: Manifest,
  store: BackupStore,
): Promise<void> {
  await restoreDatabase(target.database, manifest, store);
  for (const file of manifest.files) await restoreFile(target.files, file, store);
  await migrate(target.database);
}

/** Fills an empty database as the backup's was, with the schema that it had. All rows or none. */
export async function restoreDatabase(config: DatabaseConfig, manifest: Manifest, store: BackupStore): Promise<void> {
  const known = await codeSchemaVersion();
  if (manifest.schemaVersion > known) {
    const versions = `it has schema ${manifest.schemaVersion}, this program knows ${known}`;
    throw new BackupError(
      "backup_too_new",
      `The backup is of campfire ${manifest.version}: ${versions}. Use that version.`,
    );
  }
  const client = await openClient(config);
  try {
    await refuseUnlessEmpty(client);
    await migrate(config, manifest.schemaVersion);
    await client.query("begin");
    // Migrations may have put rows in.
    await client.query(`truncate ${manifest.tables.map((table) => table.name).join(", ")}`);
    for (const { name, columns, objects, counters } of manifest.tables) {
      // What happens when somebody posts happened already: what came of it is in the backup too.
      await client.query(`alter table ${name} disable trigger user`);
      const rows = Readable.from(contentOf(objects, store), { objectMode: false });
      await pipeline(rows, client.query(copyFrom(`copy ${name} (${columns.join(", ")}) from stdin`)));
      await client.query(`alter table ${name} enable trigger user`);
      for (const { column, last } of counters) {
        await client.query("select setval(pg_get_serial_sequence($1, $2), $3, $4)", [
          name,
          column,
          last || 1,
          last > 0,
        ]);
      }
    }
    await client.query("commit");
  } finally {
    await client.end();
  }
}

async function* contentOf(objects: string[], store: BackupStore): AsyncGenerator<Buffer> {
  for (const name of objects) yield await store.get(name);
}

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ relname: string }>(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' limit 1",
  );
  if (rows.length === 0) return;
  const remedy = "Create a new database, name it in CAMPFIRE_DATABASE_URL and restore there";
  throw new BackupError(
    "restore_not_empty",
    `The database is not empty: it has a table ${rows[0]!.relname}. ${remedy}.`,
  );
}
