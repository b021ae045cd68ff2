import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readServeConfig } from "../src/config.ts";
import { codeSchemaVersion, migrate } from "../src/database/migrations.ts";
import { createLog } from "../src/log.ts";
import { type Server, serve } from "../src/main.ts";
import type { Bot as BotEntity, Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { SECRET_KEY } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { runSql } from "./support/postgres.ts";
import { configOf, RECORDED, recordedDatabase } from "./support/recorded.ts";

const PASSWORD = "correct horse battery";
type Rows = Record<string, Record<string, unknown>[]>;

/** What the tables hold, of the columns that `like` has where it is given. */
async function rowsOf(url: string, like?: Rows): Promise<Rows> {
  const tables = like
    ? Object.keys(like)
    : (
        await runSql<{ name: string }>(
          url,
          `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
           and relpersistence = 'p' and relname <> 'schema_version'`,
        )
      ).map(({ name }) => name);
  const all: Rows = {};
  for (const table of tables) {
    const columns = like?.[table]?.[0] ? Object.keys(like[table][0]).join(", ") : "*";
    all[table] = await runSql(url, `select ${columns} from ${table} order by ${table}::text`);
  }
  return all;
}

/** Whatever order they came in: a new column changes the text that rows are sorted by. */
const inAnyOrder = (rows: Rows) =>
  Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.map((row) => JSON.stringify(row)).sort()]));

describe.each(RECORDED)("a chat of schema %s, upgraded", (schema) => {
  let url: string;
  let before: Rows;
  let applied: string[][];
  let files: string;
  let replicas: Server[];
  const people: Record<string, Person> = {};

  beforeAll(async () => {
    url = await recordedDatabase(schema);
    before = await rowsOf(url);
    // Each replica's first step may be to migrate, and they may start at once.
    applied = await Promise.all([1, 2, 3].map(() => migrate(configOf(url))));
    files = await mkdtemp(join(tmpdir(), "campfire-upgrade-"));
    const env = {
      CAMPFIRE_PORT: "0",
      CAMPFIRE_DATABASE_URL: url,
      CAMPFIRE_FILES_URL: `file://${files}`,
      CAMPFIRE_SECRET_KEY: SECRET_KEY,
      CAMPFIRE_BUS: "postgres",
      CAMPFIRE_LOG_LEVEL: "silent",
      CAMPFIRE_SHUTDOWN_TIMEOUT: "5",
    };
    replicas = [];
    for (const config of [readServeConfig(env), readServeConfig(env)])
      replicas.push(await serve(config, await createLog(config.log)));
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await rm(files, { recursive: true });
  });

  const signIn = async (name: string) => {
    const person = new Person(replicas[0]!.url);
    await person.ok("POST", "/api/session", { email: `${name.toLowerCase()}@example.com`, password: PASSWORD });
    person.id = (await person.state()).user.id;
    return person;
  };
  const pageOf = async (person: Person, room: number) =>
    (await person.ok<{ messages: Message[] }>("GET", `/api/rooms/${room}/messages?after=0`)).messages;

  test("ran every migration once, whoever came first, and lost no row", async () => {
    const versions = (await codeSchemaVersion()) - schema;
    expect(applied.map((names) => names.length).sort((a, b) => a - b)).toEqual([0, 0, versions]);
    expect(inAnyOrder(await rowsOf(url, before))).toEqual(inAnyOrder(before));
  });

  const testFrom6 = schema >= 6 ? test : () => {};

  testFrom6("still keeps out the addresses that were banned", async () => {
    const guest = new Person(replicas[0]!.url);
    const refused = await guest.ask("POST", "/api/session", { email: "dee@example.com", password: PASSWORD });
    expect(refused.status).toBe(429);
    // All people of this test share it.
    await runSql(url, "delete from blocked_addresses");
    expect((await guest.ask("POST", "/api/session", { email: "dee@example.com", password: PASSWORD })).status).toBe(
      401,
    );
  });

  test("lets its people in by their passwords, to their rooms", async () => {
    people.ann = await signIn("Ann");
    people.bob = await signIn("Bob");
    const { account, users, rooms } = await people.ann.state();
    expect(account.name).toBe("The Lighthouse");
    const names = ["Ann", "Bob", "Cyd", "Dee", ...(schema >= 6 ? ["Foghorn"] : [])];
    expect(users.map(({ name }) => name).sort()).toEqual(names);
    const closed = schema >= 6 ? ["The keepers"] : [];
    expect(rooms.map(({ name }) => name)).toEqual(["All Talk", "Harbour", null, ...closed]);
    const [talk] = (await people.bob.state()).rooms;
    expect(talk!.readNumber).toBe(7);
    expect(talk!.lastNumber).toBeGreaterThanOrEqual(10);
  });

  test("shows what was said as it was said, without taking old texts for Markdown", async () => {
    const messages = await pageOf(people.ann!, 1);
    expect(messages.map(({ number }) => number)).toEqual(messages.map((_, index) => index + 1));
    expect(messages[0]).toMatchObject({ text: "Ann's 1: the *lamp* & <wick> 🔥", clientMessageId: "ann-1" });
    expect(messages[0]!.html).toContain("the *lamp* &amp; &lt;wick&gt; 🔥");
    const stored = before.messages!.filter((row) => row.room_id === 1 || row.room_id === "1");
    expect(messages).toHaveLength(stored.length);
  });

  test("goes on: live on both replicas, numbered on, once though it is sent again, found by its search", async () => {
    const [ann, bob] = [people.ann!, people.bob!];
    const last = (await pageOf(ann, 1)).at(-1)!.number;
    const line = await bob.connect({ 1: last }, replicas[1]!.url);
    const said = await ann.say(1, "After the **upgrade**", "after-1");
    expect((await ann.say(1, "After the **upgrade**", "after-1")).id).toBe(said.id);
    expect(said.number).toBe(last + 1);
    await line.next("message", ({ message }) => message.id === said.id);
    expect((await ann.say(1, "again", "ann-1")).number).toBe(1);
    await line.close();
    const search = await ann.ok<{ messages: Message[] }>("GET", "/api/search?query=lamps");
    expect(search.messages.filter(({ clientMessageId }) => clientMessageId.startsWith("ann-"))).toHaveLength(5);
    const boosted = (await pageOf(ann, 1))[0]!;
    await bob.ok("POST", `/api/messages/${boosted.id}/boosts`, { content: "👏" });
    expect((await pageOf(ann, 1))[0]!.boosts).toHaveLength(1);
  });

  testFrom6("keeps bots and their keys, changes, boosts, closed rooms and searches", async () => {
    const { ann, bob } = people as { ann: Person; bob: Person };
    const { bots } = await ann.ok<{ bots: BotEntity[] }>("GET", "/api/bots");
    const bot = new Bot(ann.url, bots[0]!);
    expect(await bot.say(1, "<b>Still</b> here")).toBeGreaterThan(0);
    const found = new Map((await pageOf(ann, 1)).map((message) => [message.clientMessageId, message]));
    expect(found.get("bob-edited")).toMatchObject({ text: "A typo, mended", editedAt: expect.any(String) });
    expect(found.get("bob-deleted")).toMatchObject({ deleted: true, text: "" });
    expect(found.get("ann-boosted")!.boosts).toHaveLength(2);
    expect(found.get("ann-mentions")!.mentions).toEqual([{ userId: bot.id, start: 0, length: 8 }]);
    expect((await pageOf(bob, 4)).map(({ text }) => text)).toEqual(["Only for keepers"]);
    expect((await ann.ok<{ queries: string[] }>("GET", "/api/searches")).queries).toContain("saved");
    const cyd = await signIn("Cyd");
    expect((await cyd.ask("GET", "/api/rooms/4/messages")).status).toBe(404);
  });
});
