import { cleanName } from "../../attachments/names.ts";
import type { Row } from "../tables.ts";
import { type CampfireDatabase, type SqliteRow, timeOf } from "./database.ts";
import { readRichText } from "./rich-text.ts";

/** By room, as they were said; with their text, and the name of the file that one may be. */
export function messageQuery(database: CampfireDatabase): string {
  const withFiles = database.has("active_storage_attachments");
  const files = `left join active_storage_attachments as files
      on files.record_type = 'Message' and files.name = 'attachment' and files.record_id = messages.id
    left join active_storage_blobs as blobs on blobs.id = files.blob_id`;
  return `select messages.*, texts.body, texts.created_at as text_created_at, texts.updated_at as text_updated_at,
      ${withFiles ? "blobs.id as blob_id, blobs.filename, blobs.content_type, blobs.key" : "null as blob_id, null as filename, null as content_type, null"} as file_key,
      row_number() over (partition by messages.room_id, messages.creator_id, client_message_id order by messages.id) as copy
    from messages
    left join action_text_rich_texts as texts
      on texts.record_type = 'Message' and texts.name = 'body' and texts.record_id = messages.id
    ${withFiles ? files : ""}
    order by messages.room_id, messages.created_at, messages.id`;
}

export function messageRow(row: SqliteRow, people: Map<number, string>): Row {
  const said = readRichText(String(row.body ?? ""), people);
  if (said.source === null && said.body === "" && row.filename !== null) {
    said.body = cleanName(String(row.filename));
  }
  return {
    id: row.id,
    roomId: row.room_id,
    creatorId: row.creator_id,
    clientMessageId: Number(row.copy) > 1 ? `${row.client_message_id}#${row.id}` : row.client_message_id,
    ...said,
    // What people typed there was no Markdown.
    markdown: false,
    createdAt: timeOf(row.created_at),
    editedAt: editedAt(row),
    deletedAt: null,
  };
}

/** Both times are set when it is said, and only editing touches the text after that. */
function editedAt({ text_created_at: created, text_updated_at: updated }: SqliteRow): string | null {
  const [first, last] = [timeOf(created), timeOf(updated)];
  if (first === null || last === null) return null;
  return Date.parse(last) - Date.parse(first) > 1_000 ? last : null;
}
