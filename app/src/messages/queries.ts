import { ATTACHMENT_OF_MESSAGE, type AttachmentRow, toAttachment } from "../attachments/entity.ts";
import type { Queries } from "../database/database.ts";
import { PREVIEW, type PreviewRow, previewOf } from "../previews/rows.ts";
import type { Boost, Mention, Message } from "../protocol/entities.ts";
import { escapeHtml } from "./html.ts";
import { ShownHtml } from "./shown-html.ts";
import { soundOf } from "./sounds.ts";

export interface MessageRow {
  id: number;
  roomId: number;
  number: number;
  clientMessageId: string;
  creatorId: number;
  createdAt: Date;
  editedAt: Date | null;
  text: string;
  /** The HTML that it was sent as. */
  source: string | null;
  markdown: boolean;
  mentions: Mention[] | null;
  boosts: Boost[] | null;
  preview: PreviewRow | null;
  attachment: AttachmentRow | null;
  change: number;
  deleted: boolean;
}

// What was never changed, nearly everything, has no boosts and no preview to look for.
const MESSAGE = `messages.id, messages.room_id as "roomId", messages.number, messages.client_message_id as "clientMessageId",
  messages.creator_id as "creatorId", messages.created_at as "createdAt", messages.edited_at as "editedAt",
  messages.body as text, messages.source, messages.markdown, messages.mentions, messages.change, messages.deleted_at is not null as deleted,
  case when messages.change > 0 then (
    select json_agg(json_build_object('id', boosts.id, 'userId', boosts.creator_id, 'content', boosts.content,
      'createdAt', to_char(boosts.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by boosts.id)
    from boosts where boosts.message_id = messages.id
  ) end as boosts, case when messages.change > 0 then (${PREVIEW}) end as preview,
  ${ATTACHMENT_OF_MESSAGE} as attachment`;

/** At most `limit` messages before this number, oldest first. */
export async function listBefore(queries: Queries, roomId: number, before: number, limit: number): Promise<Message[]> {
  const rows = await queries.query<MessageRow>(
    "messages.before",
    `select ${MESSAGE} from messages where room_id = $1 and number < $2 order by number desc limit $3`,
    [roomId, before, limit],
  );
  return rows.reverse().map(toMessage);
}

/** At most `limit` messages after this number, oldest first. */
export async function listAfter(queries: Queries, roomId: number, after: number, limit: number): Promise<Message[]> {
  const rows = await queries.query<MessageRow>(
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
  const rows = await queries.query<MessageRow>(
    "messages.ranges",
    `select ${MESSAGE} from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as range (room_id, after, up_to)
     join messages on messages.room_id = range.room_id
       and messages.number > range.after and messages.number <= range.up_to
     order by messages.room_id, messages.number`,
    [ranges.map((r) => r.roomId), ranges.map((r) => r.after), ranges.map((r) => r.upTo)],
  );
  return rows.map(toMessage);
}

/** At most `limit` messages of the room that changed after this change, in the order of their changes. */
export async function listChanged(queries: Queries, roomId: number, after: number, limit: number): Promise<Message[]> {
  const rows = await queries.query<MessageRow>(
    "messages.changed",
    `select ${MESSAGE} from messages where room_id = $1 and change > $2 and change > 0 order by change limit $3`,
    [roomId, after, limit],
  );
  return rows.map(toMessage);
}

/** The message, when this user is a member of its room. */
export async function findMessage(queries: Queries, id: number, userId: number): Promise<Message | null> {
  const row = await findMessageRow(queries, id, userId);
  return row && toMessage(row);
}

/** As it is stored, when this user is a member of its room. */
export async function findMessageRow(queries: Queries, id: number, userId: number): Promise<MessageRow | null> {
  const [row] = await queries.query<MessageRow>(
    "messages.find",
    `select ${MESSAGE} from messages join memberships using (room_id)
     where messages.id = $1 and memberships.user_id = $2`,
    [id, userId],
  );
  return row ?? null;
}

/** These messages, in no order. */
export async function listByIds(queries: Queries, ids: number[]): Promise<Message[]> {
  if (ids.length === 0) return [];
  const sql = `select ${MESSAGE} from messages where id = any ($1)`;
  return (await queries.query<MessageRow>("messages.byIds", sql, [ids])).map(toMessage);
}

const shownHtml = new ShownHtml();

export function toMessage(row: MessageRow): Message {
  const { mentions, boosts, preview, change, deleted, attachment } = row;
  // A file may be called anything.
  const sound = attachment ? undefined : soundOf(row.text);
  return {
    id: row.id,
    roomId: row.roomId,
    number: row.number,
    clientMessageId: row.clientMessageId,
    creatorId: row.creatorId,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    text: row.text,
    // A file's name is no Markdown.
    html: attachment ? escapeHtml(row.text) : shownHtml.of(row),
    ...(sound && { sound }),
    ...(mentions && { mentions }),
    ...(attachment && { attachment: toAttachment(attachment) }),
    ...(boosts && { boosts }),
    ...(preview && !deleted && { preview: previewOf(row.id, preview) }),
    ...(change > 0 && { change }),
    ...(deleted && { deleted }),
  };
}
