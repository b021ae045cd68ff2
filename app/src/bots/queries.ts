import type { Queries } from "../database/database.ts";
import { listByIds } from "../messages/queries.ts";
import type { Message } from "../protocol/entities.ts";

export interface BotPage {
  /** Oldest first. */
  messages: Message[];
  /** Whether there are others further on. */
  more: boolean;
  /** How many there are in the room, on whichever side of the message asked about; with an empty page, as with an empty room, 0. */
  total: number;
}

const PAGE = 40;

/**
 * The page of a room before or after the message with this number, else the newest. Deleted messages don't count.
 */
export async function readBotPage(
  queries: Queries,
  roomId: number,
  side: "before" | "after",
  number: number,
): Promise<BotPage> {
  const [compare, order] = side === "before" ? ["<", "desc"] : [">", "asc"];
  const where = "room_id = $1 and deleted_at is null";
  const [counted] = await queries.query<{ total: number; ids: number[] }>(
    `bots.page.${side}`,
    `select (select count(*) from messages where ${where}) as total,
       array(select id from messages where ${where} and number ${compare} $2 order by number ${order} limit ${PAGE + 1})::float8[] as ids`,
    [roomId, number],
  );
  const { total, ids } = counted!;
  const messages = await listByIds(queries, ids.slice(0, PAGE));
  return {
    messages: messages.sort((a, b) => a.number - b.number),
    more: ids.length > PAGE,
    total: messages.length === 0 ? 0 : total,
  };
}

/** The number of the message with this id; null when it isn't in this room, or deleted. */
export async function numberOf(queries: Queries, roomId: number, id: number): Promise<number | null> {
  const [row] = await queries.query<{ number: number }>(
    "bots.numberOf",
    "select number from messages where id = $1 and room_id = $2 and deleted_at is null",
    [id, roomId],
  );
  return row?.number ?? null;
}
