import { createHash } from "node:crypto";
import type pg from "pg";
import type { BackupConfig } from "../config.ts";
import { openClient } from "../database/database.ts";
import type { FileStore } from "../files/store.ts";
import { VERSION } from "../paths.ts";
import { backUpFiles } from "./files.ts";
import { backupId, type Manifest, type TableCopy } from "./manifest.ts";
import type { BackupStore } from "./store.ts";
import { copyOut, listTables, type Table } from "./tables.ts";

/** Copies the database, as it is at one moment, and then the files: what a row refers to was there before it. */
export async function createBackup(config: BackupConfig, source: FileStore, store: BackupStore): Promise<Manifest> {
  const ids = await store.list();
  const last = ids.length > 0 ? await store.find() : null;
  const client = await openClient(config.database);
  try {
    await client.query("begin isolation level repeatable read read only");
    const createdAt = new Date();
    const { rows } = await client.query<{ version: number }>("select max(version)::int as version from schema_version");
    const tables: TableCopy[] = [];
    let bytes = 0;
    for (const table of await listTables(client)) {
      const copy = await copyTable(client, table, store);
      tables.push(copy.table);
      bytes += copy.bytes;
    }
    await client.query("commit");
    const files = await backUpFiles(source, store, last?.files ?? []);
    const manifest: Manifest = {
      format: 1,
      id: backupId(createdAt),
      createdAt: createdAt.toISOString(),
      version: VERSION,
      schemaVersion: rows[0]!.version,
      tables,
      files,
      bytes: bytes + files.reduce((sum, file) => sum + file.bytes, 0),
    };
    await store.add(manifest);
    return manifest;
  } finally {
    await client.end();
  }
}

async function copyTable(
  client: pg.Client,
  table: Table,
  store: BackupStore,
): Promise<{ table: TableCopy; bytes: number }> {
  const hash = createHash("sha256");
  const objects: string[] = [];
  let [rows, bytes] = [0, 0];
  for await (const piece of copyOut(client, table)) {
    hash.update(piece.content);
    objects.push(await store.put(piece.content));
    rows += piece.rows;
    bytes += piece.content.length;
  }
  const { name, columns, counters } = table;
  return { table: { name, columns, rows, sha256: hash.digest("hex"), objects, counters }, bytes };
}
