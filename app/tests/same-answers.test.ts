import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { migrate } from "../src/database/migrations.ts";
import { createDatabase } from "./support/chat.ts";
import { configOf } from "./support/recorded.ts";

/** The migration that rewrote what is done for each message. */
const REWRITTEN = 20;
/** Before it and after it. */
let chats: [pg.Client, pg.Client];
const PEOPLE = [1, 2, 3, 4, 5, 6];

beforeAll(async () => {
  const make = async (schema: number) => {
    const url = await createDatabase();
    await migrate(configOf(url), schema);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    // An open, a direct and a closed room. 4 and 5 are bots with a webhook; 6 is gone.
    await client.query(`
      insert into users (name, role) select 'Person ' || n, case when n in (4, 5) then 'bot' else 'member' end from generate_series(1, 6) n;
      update users set status = 'deactivated' where id = 6;
      insert into rooms (type, name, direct_key) values ('open', 'All', null), ('direct', null, '1,4'), ('closed', 'Few', null);
      insert into memberships (room_id, user_id) select 1, id from users;
      insert into memberships (room_id, user_id) values (2, 1), (2, 4), (3, 1), (3, 2), (3, 5);
      insert into webhooks (user_id, url, secret) values (4, 'http://bot.example', 's'), (5, 'http://bot.example', 's')`);
    return client;
  };
  chats = [await make(REWRITTEN - 1), await make(REWRITTEN)];
});
afterAll(() => Promise.all(chats.map((chat) => chat.end())));

interface Posted {
  room: number;
  creator: number;
  key: string;
  mentions: number[] | null;
  calls: boolean;
}
const posted = fc.record<Posted>({
  // 4 is no room.
  room: fc.integer({ min: 1, max: 4 }),
  creator: fc.constantFrom(...PEOPLE),
  // Few, so that many are sent again, also within a batch.
  key: fc.integer({ min: 1, max: 40 }).map((n) => `key ${n}`),
  mentions: fc.option(fc.array(fc.constantFrom(...PEOPLE), { minLength: 1, maxLength: 3 })),
  calls: fc.boolean(),
});

/** What the batch is answered, and what it leaves. */
async function post(chat: pg.Client, batch: Posted[]): Promise<object> {
  const mentioned = batch.map(({ mentions }) => mentions && JSON.stringify(mentions.map((userId) => ({ userId }))));
  const all = async (sql: string, values: unknown[] = []) => (await chat.query(sql, values)).rows;
  const answers = await all(
    "select ordinal, id, number, created, calls from post_messages($1, $2, $3, $4, $5, $6, $7) order by ordinal",
    [
      batch.map(({ room }) => room),
      batch.map(({ creator }) => creator),
      batch.map(({ key }) => key),
      batch.map(({ key }, n) => `${key}, the ${n}th`),
      batch.map(({ key }) => (key.endsWith("7") ? `<b>${key}</b>` : null)),
      mentioned,
      batch.map(({ calls }) => calls),
    ],
  );
  return {
    answers,
    calls: await all("select user_id, message_id from webhook_calls order by 2, 1"),
    messages:
      await all(`select id, room_id, number, creator_id, client_message_id, body, source, mentions, change, markdown,
      created_at > now() - interval '1 minute' as now from messages order by id`),
    rooms:
      await all(`select id, last_number, last_message_at = (select created_at from messages where room_id = rooms.id and number = last_number)
      as told from rooms order by id`),
  };
}

describe(`after migration ${REWRITTEN}`, () => {
  test("any batch is answered and stored as before it, whatever is sent twice, refused or calls webhooks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(posted, { minLength: 1, maxLength: 12 }), async (batch) => {
        const [before, after] = [await post(chats[0], batch), await post(chats[1], batch)];
        // Ids of rows that were refused or known leave no gap, before as after.
        expect(after).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  test("any text has the same words as before it, so that the index which is there still holds", async () => {
    const letters = fc.constantFrom(..."ab é'.,-/_@:\\[]^`{|}~!#$%&()*+;<=>?\"\n\t\u0301ßÆ界🔥\u00a0");
    const text = fc.oneof(fc.string({ unit: letters, maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 20, maxLength: 20 }), async (texts) => {
        const given = texts.map((one) => one.replaceAll("\0", ""));
        const words = async (chat: pg.Client) =>
          (await chat.query("select search_words(text)::text from unnest($1::text[]) text", [given])).rows;
        expect(await words(chats[1])).toEqual(await words(chats[0]));
      }),
      { numRuns: 50 },
    );
  });

  test("connections of before go on to search by the index", async () => {
    const url = await createDatabase();
    await migrate(configOf(url), REWRITTEN - 1);
    const open = new pg.Client({ connectionString: url });
    await open.connect();
    try {
      await open.query("set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
      const where = "deleted_at is null and has_joined_words(body) and search_words(body) @@ to_tsquery('english', $1)";
      await open.query(`prepare search (text) as select id from messages where ${where}`);
      const lookedUp = async () =>
        (await open.query<{ "QUERY PLAN": string }>("explain execute search ('lamp')")).rows
          .map((row) => row["QUERY PLAN"])
          .some((line) => /Index Cond: .* @@ to_tsquery/.test(line));
      expect(await lookedUp()).toBe(true);
      await migrate(configOf(url), REWRITTEN);
      expect(await lookedUp()).toBe(true);
    } finally {
      await open.end();
    }
  });
});
