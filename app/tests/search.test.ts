import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let bob: Person;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  bob = await chat.member();
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

const search = async (person: Person, query: string) =>
  (await person.ok<{ messages: Message[] }>("GET", `/api/search?query=${encodeURIComponent(query)}`)).messages;
const texts = async (query: string) => (await search(bob, query)).map(({ text }) => text);

test("finds all forms of the words, in any case and order, newest first", async () => {
  await ann.say(room, "The servers are Restarting");
  await ann.say(room, "restart the server please");
  await ann.say(room, "the server is fine");
  expect(await texts("server RESTARTED")).toEqual(["restart the server please", "The servers are Restarting"]);
  expect(await texts('"server is" -restart')).toEqual(["the server is fine"]);
});

test("finds words within addresses, paths and names, and with and without their marks", async () => {
  const said = [
    "see https://github.example/acme/deploy-tools/pull/7",
    "it is in src/kitchen/Kettle.ts",
    "write to ann.lee@teapots.example",
    "the café's résumé: Ærøskøbing",
    "kettle_descaling is well-known",
  ];
  for (const text of said) await ann.say(room, text);
  const finds = async (query: string) => (await texts(query)).map((text) => said.indexOf(text)).sort();
  expect(await finds("github")).toEqual([0]);
  expect(await finds("tools deploy")).toEqual([0]);
  expect(await finds("https://github.example/acme")).toEqual([0]);
  expect(await finds("kettle")).toEqual([1, 4]);
  expect(await finds("kitchen/Kettle.ts")).toEqual([1]);
  expect(await finds("kettles -descaling")).toEqual([1]);
  expect(await finds("kettle -kettle_descaling")).toEqual([1]);
  expect(await finds("teapots")).toEqual([2]);
  expect(await finds("ann.lee@teapots.example")).toEqual([2]);
  expect(await finds("cafe resume")).toEqual([3]);
  expect(await finds("Café")).toEqual([3]);
  expect(await finds('"well known"')).toEqual([4]);
  expect(await finds("teapots or cafe")).toEqual([2, 3]);
  await ann.say(room, "a plain resume");
  expect(await texts("plain résumé")).toEqual(["a plain resume"]);
});

test("looks for both kinds of words in an index", async () => {
  const explain = async (where: string) => {
    const [plan] = await chat.sql<{ "QUERY PLAN": unknown }>(
      `explain (format json) select id from messages where deleted_at is null and ${where}`,
    );
    return JSON.stringify(plan);
  };
  // A table of a few rows is read sooner than any index.
  const database = new URL(chat.databaseUrl).pathname.slice(1);
  await chat.sql(`alter database ${database} set enable_seqscan = off`);
  expect(await explain("to_tsvector('english', body) @@ 'tea'")).toContain('"messages_search"');
  expect(await explain("has_joined_words(body) and search_words(body) @@ 'tea'")).toContain('"messages_search_words"');
  await chat.sql(`alter database ${database} reset enable_seqscan`);
});

test("answers whole messages", async () => {
  const message = await ann.say(room, "unmistakable");
  expect(await search(bob, "unmistakable")).toEqual([message]);
});

test("knows what a message says now, and what a bot's HTML reads as", async () => {
  const message = await ann.say(room, "kangaroo");
  await ann.ok("PUT", `/api/messages/${message.id}`, { text: "wallaby" });
  expect(await texts("kangaroo")).toEqual([]);
  expect(await texts("wallaby")).toEqual(["wallaby"]);
  await ann.ok("DELETE", `/api/messages/${message.id}`);
  expect(await texts("wallaby")).toEqual([]);
  await (await Bot.create(ann, "Zoo")).say(room, '<b class="ocelot">quo</b>kka');
  expect(await texts("quokka")).toEqual(["quokka"]);
  expect(await texts("ocelot")).toEqual([]);
});

test("reaches only the rooms that somebody is in, at this moment", async () => {
  const closed = { type: "closed", name: "Plans", userIds: [bob.id] };
  const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", closed);
  await ann.say(id, "confidential merger");
  expect(await texts("merger")).toEqual(["confidential merger"]);
  expect(await search(await chat.member(), "merger")).toEqual([]);
  await ann.ok("PUT", `/api/rooms/${id}/members`, { userIds: [ann.id] });
  expect(await texts("merger")).toEqual([]);
});

test("gives the newest 100", async () => {
  await Promise.all(Array.from({ length: 105 }, (_, i) => ann.say(room, `needle ${i}`)));
  const found = await search(bob, "needles");
  expect(found).toHaveLength(100);
  expect(found.map(({ number }) => number)).toEqual(found.map(({ number }) => number).toSorted((a, b) => b - a));
  expect(found.at(-1)!.number).toBe(found[0]!.number - 99);
});

test("remembers each person's last 10 queries, each once, until they are forgotten", async () => {
  const eve = await chat.member();
  for (let i = 1; i <= 11; i++) await search(eve, `query ${i}`);
  await search(eve, " query 5 ");
  const { queries } = await eve.ok<{ queries: string[] }>("GET", "/api/searches");
  expect(queries).toEqual([5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((i) => `query ${i}`));
  expect((await chat.sql("select from searches where user_id = $1", [eve.id])).length).toBe(10);
  expect((await eve.ask("DELETE", "/api/searches")).status).toBe(204);
  expect(await eve.ok("GET", "/api/searches")).toEqual({ queries: [] });
});

test.each(["'", '"', "&|!()<->:*", "\\", "%", "the", "🔥", "שלום", "-- drop table messages"])(
  "takes %s",
  async (query) => {
    expect(Array.isArray(await search(bob, query))).toBe(true);
  },
);

test.each(["", " ", "\u0000", "x".repeat(201)])("refuses %j", async (query) => {
  expect((await bob.ask("GET", `/api/search?query=${encodeURIComponent(query)}`)).status).toBe(422);
});
