import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/database/migrations.ts";
import { createFileStore } from "../../src/files/open.ts";
import { createLog } from "../../src/log.ts";
import { exportChat } from "../../src/moving/export.ts";
import { runImport } from "../../src/moving/import.ts";
import type { Importer } from "../../src/moving/importer.ts";
import type { ImportReport } from "../../src/moving/report.ts";
import { createDatabase } from "./chat.ts";

const storeIn = (folder: string) => createFileStore({ kind: "folder", folder });
const configOf = (url: string) => ({ url, maxConnections: 4, timeout: 30 });

/** The address of a migrated database that nothing is in. */
export async function emptyChat(): Promise<string> {
  const url = await createDatabase();
  await migrate(configOf(url));
  return url;
}

/** Exports the chat of this database into a new file of the folder, and returns its path. */
export async function exportInto(
  folder: string,
  url: string,
  { secrets = true, files = join(folder, "files") } = {},
): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.zip`);
  await exportChat(configOf(url), createWriteStream(path), { store: await storeIn(files), secrets });
  return path;
}

/** Imports into the chat of this database. */
export async function importInto(
  url: string,
  source: (importer: Importer) => Promise<void>,
  { dryRun = false, files = "/nonexistent" } = {},
): Promise<ImportReport> {
  const log = await createLog({ level: "silent", format: "json" });
  const database = new Database(configOf(url), log);
  try {
    return await runImport(
      { config: { database: configOf(url) }, database, store: await storeIn(files), log },
      source,
      { dryRun },
    );
  } finally {
    await database.close();
  }
}
