import type { Queries } from "../database/database.ts";
import type { Message } from "../protocol/entities.ts";
import { textToHtml } from "./html.ts";

interface Row {
  id: number;
  roomId: number;
  number: number;
  clientMessageId: string;
  creatorId: number;
  createdAt: Date;
  editedAt: Date | null;
  text: string;
}

const MESSAGE = `messages.id, messages.room_id as "roomId", messages.number, messages.client_message_id as "clientMessageId",
  messages.creator_id as "creatorId", messages.created_at as "createdAt", messages.edited_at as "editedAt",
  messages.body as text`;

/** At most `limit` messages before this number, oldest first. */
export async function listBefore(queries: Queries, roomId: number, before: number, limit: number): Promise<Message[]> {
  const rows = await queries.query<Row>(
    "messages.before",
    `select ${MESSAGE} from messages where room_id = $1 and number < $2 order by number desc limit $3`,
    [roomId, before, limit],
  );
  return rows.reverse().map(toMessage);
}

/** At most `limit` messages after this number, oldest first. */
export async function listAfter(queries: Queries, roomId: number, after: number, limit: number): Promise<Message[]> {
  const rows = await queries.query<Row>(
    "messages.after",
    `select ${MESSAGE} from messages where room_id = $1 and number > $2 order by number limit $3`,
    [roomId, after, limit],
  );
  return rows.map(toMessage);
}

/** Each room's messages with after < number <= upTo, by room and number. */
export async function listRanges(
  queries: Queries,
  ranges: { roomId: number; after: number; upTo: number }[],
): Promise<Message[]> {
  const rows = await queries.query<Row>(
    "messages.ranges",
    `select ${MESSAGE} from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as range (room_id, after, up_to)
     join messages on messages.room_id = range.room_id
       and messages.number > range.after and messages.number <= range.up_to
     order by messages.room_id, messages.number`,
    [ranges.map((r) => r.roomId), ranges.map((r) => r.after), ranges.map((r) => r.upTo)],
  );
  return rows.map(toMessage);
}

/** The message, when this user is a member of its room. */
export async function findMessage(queries: Queries, id: number, userId: number): Promise<Message | null> {
  const [row] = await queries.query<Row>(
    "messages.find",
    `select ${MESSAGE} from messages join memberships using (room_id)
     where messages.id = $1 and memberships.user_id = $2`,
    [id, userId],
  );
  return row ? toMessage(row) : null;
}

export function toMessage(row: Row): Message {
  return {
    id: row.id,
    roomId: row.roomId,
    number: row.number,
    clientMessageId: row.clientMessageId,
    creatorId: row.creatorId,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    text: row.text,
    html: textToHtml(row.text),
  };
}
