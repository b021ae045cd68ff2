import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { ZipFile } from "yazl";
import type { DatabaseConfig } from "../config.ts";
import { openClient } from "../database/database.ts";
import { FileMissing, type FileStore } from "../files/store.ts";
import { VERSION } from "../paths.ts";
import { camel, MOVED, type MovedTable } from "./tables.ts";

/** The last entry of an export: it is whole when this is there. */
export interface ExportManifest {
  format: 1;
  program: "campfire-stack";
  version: string;
  schemaVersion: number;
  createdAt: string;
  secrets: boolean;
  /** Lines of each table. */
  rows: Record<string, number>;
}

const ROWS_AT_ONCE = 1_000;

/** Writes a zip with one file of JSON lines for each table, of one moment of the database, and the attachments' files into `out`. */
export async function exportChat(
  config: DatabaseConfig,
  out: NodeJS.WritableStream,
  { store, secrets }: { store: FileStore; secrets: boolean },
): Promise<ExportManifest> {
  const client = await openClient(config);
  try {
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query<{ version: number }>("select max(version)::int as version from schema_version");
    const manifest: ExportManifest = {
      format: 1,
      program: "campfire-stack",
      version: VERSION,
      schemaVersion: rows[0]!.version,
      createdAt: new Date().toISOString(),
      secrets,
      rows: {},
    };
    const zip = new ZipFile();
    const add = (name: string, content: () => AsyncIterable<string>) =>
      zip.addReadStreamLazy(name, { mtime: new Date(manifest.createdAt) }, (done) => {
        const stream = Readable.from(content(), { objectMode: false });
        stream.on("error", (error) => (zip.outputStream as Readable).destroy(error));
        done(null, stream);
      });
    // One after the other: each is read when the one before is written.
    for (const table of MOVED.filter((one) => secrets || !one.secret)) {
      add(`${table.name}.jsonl`, () => linesOf(client, table, secrets, manifest));
    }
    const { rows: attachments } = await client.query<{ key: string; thumbnailKey: string | null }>(
      `select key, thumbnail_key as "thumbnailKey" from attachments order by id`,
    );
    for (const key of attachments.flatMap((one) => [one.key, one.thumbnailKey]))
      if (key !== null) addFile(zip, store, key);
    add("manifest.json", async function* () {
      yield `${JSON.stringify(manifest, null, 2)}\n`;
    });
    zip.end();
    await pipeline(zip.outputStream, out);
    await client.query("commit");
    return manifest;
  } finally {
    await client.end();
  }
}

/** Most are compressed already. One that is lost leaves an empty entry. */
function addFile(zip: ZipFile, store: FileStore, key: string): void {
  zip.addReadStreamLazy(`files/${key}`, { compress: false }, (done) => {
    store.read(key).then(
      (stream) => done(null, stream),
      (error) => (error instanceof FileMissing ? done(null, Readable.from([])) : done(error, Readable.from([]))),
    );
  });
}

async function* linesOf(client: pg.Client, table: MovedTable, secrets: boolean, manifest: ExportManifest) {
  const { name, key, columns, secrets: secretColumns = [] } = table;
  const all = secrets ? [...columns, ...secretColumns] : columns;
  const selected = all.map((column) => `${column} as "${camel(column)}"`).join(", ");
  await client.query(`declare lines no scroll cursor for select ${selected} from ${name} order by ${key.join(", ")}`);
  manifest.rows[name] = 0;
  for (;;) {
    const { rows } = await client.query<Record<string, unknown>>(`fetch ${ROWS_AT_ONCE} from lines`);
    if (rows.length === 0) break;
    manifest.rows[name] += rows.length;
    yield rows.map((row) => `${JSON.stringify(withHex(row))}\n`).join("");
  }
  await client.query("close lines");
}

/** Bytes as PostgreSQL writes and reads them: `\\x` and hexadecimal digits. */
function withHex(row: Record<string, unknown>): Record<string, unknown> {
  for (const [field, value] of Object.entries(row)) if (value instanceof Buffer) row[field] = hexOf(value);
  return row;
}

export const hexOf = (bytes: Buffer): string => `\\x${bytes.toString("hex")}`;
