import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { cleanName } from "../../attachments/names.ts";
import { contentTypeOf } from "../../attachments/types.ts";
import type { Queries } from "../../database/database.ts";
import { keepFiles } from "../files.ts";
import { giveIds } from "../give-ids.ts";
import { type Importer, THERE } from "../importer.ts";
import type { Row } from "../tables.ts";
import type { SqliteRow } from "./database.ts";
import { fileOf, WITHOUT_FILES } from "./files.ts";

const KIND = "attachments";

/** Imports the files of these messages, which are there already, as far as they have none yet. */
export async function importAttachments(
  importer: Importer,
  messages: SqliteRow[],
  folder: string | null,
): Promise<void> {
  const withFiles = messages.filter(({ file_key: key }) => key !== null);
  if (withFiles.length === 0) return;
  const skip = (reason: string, count = 1) => {
    importer.report.read(KIND, count);
    importer.report.skipped(KIND, reason, count);
  };
  if (folder === null) return skip(WITHOUT_FILES, withFiles.length);
  await importer.transact(async (queries) => {
    const wanting = await listWanting(queries, withFiles);
    if (wanting.size < withFiles.length) skip(THERE, withFiles.length - wanting.size);
    const rows: Row[] = [];
    for (const message of withFiles) {
      const want = wanting.get(Number(message.id));
      if (!want) continue;
      const path = fileOf(folder, String(message.file_key));
      const there = await access(path).then(
        () => true,
        () => false,
      );
      if (!there) skip("their files are not in that folder");
      else if (importer.files) rows.push({ ...want, ...(await take(importer, message, path)) });
      else {
        importer.report.read(KIND);
        importer.report.imported(KIND);
      }
    }
    await keepAddresses(queries, withFiles);
    await giveIds(queries, "attachments", rows);
    await importer.within(queries).add("attachments", rows);
    await keepFiles(
      queries,
      rows.map(({ key }) => String(key)),
    );
  });
}

/** Those of these messages that are there without a file, with the columns that an attachment shares with them. */
async function listWanting(queries: Queries, messages: SqliteRow[]): Promise<Map<number, Row>> {
  const rows = await queries.query<Row & { id: number }>(
    "import.wantingFiles",
    `select id, room_id as "roomId", creator_id as "creatorId", client_message_id as "clientMessageId", created_at as "createdAt"
     from messages where id = any ($1) and deleted_at is null and not exists (
       select from attachments where attachments.room_id = messages.room_id
         and attachments.creator_id = messages.creator_id and attachments.client_message_id = messages.client_message_id
     )`,
    [messages.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, ...want }) => [id, want]));
}

/** Those that are there already too: an earlier version may have imported them. */
async function keepAddresses(queries: Queries, messages: SqliteRow[]): Promise<void> {
  await queries.query(
    "import.campfireFiles",
    `insert into campfire_files (blob_id, message_id) select * from unnest($1::bigint[], $2::bigint[])
     on conflict do nothing`,
    [messages.map((message) => message.blob_id), messages.map(({ id }) => id)],
  );
}

async function take({ files }: Importer, message: SqliteRow, path: string): Promise<Row> {
  const name = cleanName(String(message.filename));
  const type = contentTypeOf(message.content_type === null ? undefined : String(message.content_type), name);
  const { key, thumbnail, bytes, sha256, width, height } = await files!.take(createReadStream(path), name, type);
  const small = { thumbnailKey: thumbnail?.key ?? null, thumbnailBytes: thumbnail?.bytes ?? null };
  return { key, ...small, name, contentType: type, bytes, sha256, width, height };
}
