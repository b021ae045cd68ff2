import type { Database, Queries } from "../database/database.ts";
import { listByIds } from "../messages/queries.ts";
import type { Message } from "../protocol/entities.ts";
import type { AttachmentRow } from "./entity.ts";
import { thumbnailKeyOf } from "./names.ts";

/** Where an attachment's file is, and what is to be said of it. */
export interface AttachmentFile {
  key: string;
  thumbnail: { key: string; bytes: number } | null;
  name: string;
  type: string;
  bytes: number;
  sha256: string;
}

/** A file in the store that no attachment has yet. */
export interface StoredAttachment extends AttachmentFile {
  width: number | null;
  height: number | null;
}

/** What a client calls its message. */
export interface ClientKey {
  roomId: number;
  creatorId: number;
  clientMessageId: string;
}

const OF_MESSAGE = `attachments.room_id = messages.room_id and attachments.creator_id = messages.creator_id
  and attachments.client_message_id = messages.client_message_id`;
const FILE = `attachments.key, attachments.name,
  case when attachments.thumbnail_key is not null then
    json_build_object('key', attachments.thumbnail_key, 'bytes', attachments.thumbnail_bytes)
  end as thumbnail,
  attachments.content_type as type, attachments.bytes, attachments.sha256`;

/** The message that this client has sent before by this name. */
export async function findSent(
  queries: Queries,
  { roomId, creatorId, clientMessageId }: ClientKey,
): Promise<Message | null> {
  const [row] = await queries.query<{ id: number }>(
    "attachments.sent",
    "select id from messages where room_id = $1 and creator_id = $2 and client_message_id = $3",
    [roomId, creatorId, clientMessageId],
  );
  return row ? ((await listByIds(queries, [row.id]))[0] ?? null) : null;
}

/** The attachment, when this user is a member of its room and its message is there. */
export async function findFile(queries: Queries, id: number, userId: number): Promise<AttachmentFile | null> {
  const [row] = await queries.query<AttachmentFile>(
    "attachments.find",
    `select ${FILE} from attachments join memberships on memberships.room_id = attachments.room_id
     join messages on ${OF_MESSAGE} and messages.deleted_at is null
     where attachments.id = $1 and memberships.user_id = $2`,
    [id, userId],
  );
  return row ?? null;
}

/** The attachment of this message, when it is in this room. */
export async function findFileOfMessage(
  queries: Queries,
  roomId: number,
  messageId: number,
): Promise<AttachmentFile | null> {
  const [row] = await queries.query<AttachmentFile>(
    "attachments.findOfMessage",
    `select ${FILE} from messages join attachments on ${OF_MESSAGE}
     where messages.id = $2 and messages.room_id = $1 and messages.deleted_at is null`,
    [roomId, messageId],
  );
  return row ?? null;
}

/** Notes files that are about to be stored: unless an attachment takes them within a day, they are removed. */
export async function expectFiles(queries: Queries, keys: string[]): Promise<void> {
  await queries.query(
    "fileRemovals.expect",
    "insert into file_removals (key, due_at) select key, now() + interval '1 day' from unnest($1::text[]) as key",
    [keys],
  );
}

/** Files that nobody will want: a sweep removes them soon. */
export async function giveUpFiles(queries: Queries, keys: string[]): Promise<void> {
  await queries.query("fileRemovals.hurry", "update file_removals set due_at = now() where key = any ($1)", [keys]);
}

/**
 * Makes the file the attachment of the message that this client is about to send. When the client sent a file by this
 * name before, that one stays and `file` is left to be removed.
 */
export function takeFile(database: Database, client: ClientKey, file: StoredAttachment): Promise<AttachmentRow> {
  return database.transaction((queries) => insertFile(queries, client, file));
}

/** Makes the file the attachment of a message that is there, instead of the one that it may have; that one's files follow. */
export async function replaceFile(queries: Queries, message: { id: number } & ClientKey, file: StoredAttachment) {
  await deleteAttachmentOf(queries, message.id);
  await insertFile(queries, message, file);
}

async function insertFile(queries: Queries, client: ClientKey, file: StoredAttachment): Promise<AttachmentRow> {
  const { roomId, creatorId, clientMessageId } = client;
  const [row] = await queries.query<AttachmentRow & { key: string }>(
    "attachments.insert",
    `insert into attachments (room_id, creator_id, client_message_id, key, thumbnail_key, thumbnail_bytes, name,
       content_type, bytes, sha256, width, height)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     -- Younger than before, so that no sweep takes it away from the message that follows.
     on conflict (room_id, creator_id, client_message_id) do update set created_at = now()
     returning id, key, name, content_type as type, bytes, width, height, thumbnail_key is not null as thumbnail`,
    [
      ...[roomId, creatorId, clientMessageId, file.key, file.thumbnail?.key ?? null, file.thumbnail?.bytes ?? null],
      ...[file.name, file.type, file.bytes, file.sha256, file.width, file.height],
    ],
  );
  const { key, ...attachment } = row!;
  const keys = [file.key, thumbnailKeyOf(file.key)];
  if (key !== file.key) await giveUpFiles(queries, keys);
  else await queries.query("fileRemovals.keep", "delete from file_removals where key = any ($1)", [keys]);
  return attachment;
}

/** Deletes the attachment of this message; its files follow. */
export async function deleteAttachmentOf(queries: Queries, messageId: number): Promise<void> {
  await queries.query(
    "attachments.delete",
    `delete from attachments using messages where messages.id = $1 and ${OF_MESSAGE}`,
    [messageId],
  );
}

export async function deleteAttachmentsOfUser(queries: Queries, userId: number): Promise<void> {
  await queries.query("attachments.deleteOfUser", "delete from attachments where creator_id = $1", [userId]);
}

/** Deletes attachments whose message never came, or was deleted by a replica that didn't know of attachments. */
export async function deleteOrphans(queries: Queries): Promise<number> {
  const gone = await queries.query(
    "attachments.deleteOrphans",
    `delete from attachments where created_at < now() - interval '1 hour' and not exists (
       select from messages where ${OF_MESSAGE} and messages.deleted_at is null
     ) returning id`,
  );
  return gone.length;
}
