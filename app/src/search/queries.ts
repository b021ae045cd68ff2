import type { Queries } from "../database/database.ts";
import { listByIds } from "../messages/queries.ts";
import type { Message } from "../protocol/entities.ts";

const MOST_FOUND = 100;
const REMEMBERED = 10;

/**
 * The newest 100 messages of the user's rooms that hold all words of the query, in any form of them, newest first.
 * Files are found by any part of their names. `"…"` asks for words next to each other, `-` for messages without a word, `or` for either.
 */
export async function searchMessages(queries: Queries, userId: number, query: string): Promise<Message[]> {
  const rows = await queries.query<{ id: number }>(
    "search.messages",
    `select messages.id from messages join memberships using (room_id)
     where memberships.user_id = $1 and messages.deleted_at is null
       and to_tsvector('english', messages.body) @@ websearch_to_tsquery('english', $2)
     union
     select messages.id from attachments join messages using (room_id, creator_id, client_message_id)
     join memberships using (room_id)
     where memberships.user_id = $1 and messages.deleted_at is null
       and attachments.words @@ websearch_to_tsquery('english', $2)
     order by id desc limit ${MOST_FOUND}`,
    [userId, query],
  );
  const messages = await listByIds(
    queries,
    rows.map(({ id }) => id),
  );
  return messages.sort((a, b) => b.id - a.id);
}

/** Puts the query first among the user's last 10. */
export async function rememberSearch(queries: Queries, userId: number, query: string): Promise<void> {
  await queries.query(
    "searches.remember",
    `insert into searches (user_id, query) values ($1, $2)
     on conflict (user_id, query) do update set searched_at = clock_timestamp()`,
    [userId, query],
  );
  await queries.query(
    "searches.forgetOld",
    `delete from searches where user_id = $1 and id not in (
       select id from searches where user_id = $1 order by searched_at desc, id desc limit ${REMEMBERED}
     )`,
    [userId],
  );
}

/** Newest first. */
export async function listSearches(queries: Queries, userId: number): Promise<string[]> {
  const rows = await queries.query<{ query: string }>(
    "searches.list",
    `select query from searches where user_id = $1 order by searched_at desc, id desc limit ${REMEMBERED}`,
    [userId],
  );
  return rows.map(({ query }) => query);
}

export async function forgetSearches(queries: Queries, userId: number): Promise<void> {
  await queries.query("searches.forget", "delete from searches where user_id = $1", [userId]);
}
