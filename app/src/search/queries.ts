import type { Queries } from "../database/database.ts";
import { listByIds } from "../messages/queries.ts";
import type { Message } from "../protocol/entities.ts";

const MOST_FOUND = 100;
const REMEMBERED = 10;

/**
 * The newest 100 messages of the user's rooms that hold all words of the query, in any form of them, newest first. Also
 * within addresses and names of files. `"…"` asks for words next to each other, `-` for messages without a word, `or` for either.
 */
export async function searchMessages(queries: Queries, userId: number, query: string): Promise<Message[]> {
  const rows = await queries.query<{ id: number }>(
    "search.messages",
    `select messages.id from messages join memberships using (room_id)
     where memberships.user_id = $1 and messages.deleted_at is null
       and to_tsvector('english', messages.body) @@ websearch_to_tsquery('english', $2) and not has_joined_words(messages.body)
     union
     select messages.id from messages join memberships using (room_id)
     where memberships.user_id = $1 and messages.deleted_at is null
       and has_joined_words(messages.body) and search_words(messages.body) @@ websearch_to_tsquery('english', $2)
     union
     select messages.id from attachments join messages using (room_id, creator_id, client_message_id)
     join memberships using (room_id)
     where memberships.user_id = $1 and messages.deleted_at is null
       and (attachments.words @@ websearch_to_tsquery('english', $3) or attachments.words @@ websearch_to_tsquery('english', $2))
     order by id desc limit ${MOST_FOUND}`,
    [userId, withoutMarks(wordsOf(query)), wordsOf(query)],
  );
  const messages = await listByIds(
    queries,
    rows.map(({ id }) => id),
  );
  return messages.sort((a, b) => b.id - a.id);
}

// What stands between words, as `search_words` of migrations/016 has it, but for what means something in a query.
const BETWEEN = /(?<=\S)-|[!#$%&'()*+,./:;<=>?@[\\\]^_`{|}~]/g;

/** The query with each word by itself. One that is not to be there stays one, whatever it is made of. */
export function wordsOf(query: string): string {
  const apart = (words: string) => words.replaceAll(BETWEEN, " ");
  const whole = query.replaceAll(/(?<=^|\s)-([^\s"]+)/g, (_, word: string) => `-"${apart(word).trim()}"`);
  return whole.replaceAll(/(?<=^|\s)-"[^"]*"|[^\s"]+/g, (part) => (part.startsWith('-"') ? part : apart(part)));
}

const withoutMarks = (text: string) => text.normalize("NFD").replaceAll(/[\u0300-\u036f]+/g, "");

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
