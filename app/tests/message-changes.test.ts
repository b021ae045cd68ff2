import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Boost, Message } from "../src/protocol/entities.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Chat } from "./support/chat.ts";
import { Line, type Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { hasRedis, Redis } from "./support/redis.ts";

const path = (message: Message, rest = "") => `/api/messages/${message.id}${rest}`;

describe("a message", () => {
  let chat: Chat;
  let ann: Person;
  let bob: Person;
  let room: number;

  beforeAll(async () => {
    chat = await Chat.start({ settings: { BUS: "memory" } });
    ann = await chat.firstRun();
    [bob, room] = [await chat.member(), (await ann.state()).rooms[0]!.id];
  });
  afterAll(() => chat.stop());

  test("is edited by who wrote it and by administrators", async () => {
    const [hers, his] = [await ann.say(room, "hers"), await bob.say(room, "his")];
    expect((await bob.ask("PUT", path(hers), { text: "x" })).status).toBe(403);
    const edited = await bob.ok<Message>("PUT", path(his), { text: "his, <edited>" });
    expect(edited).toMatchObject({ ...his, ...edited, text: "his, <edited>", html: "his, &lt;edited&gt;" });
    expect(edited.editedAt).not.toBeNull();
    expect((await ann.ask("PUT", path(his), { text: "moderated" })).status).toBe(200);
    expect(await bob.ok("GET", path(his))).toMatchObject({ text: "moderated", creatorId: bob.id, number: his.number });
  });

  test.each(["", "  ", "x".repeat(10_001), "a\u0000b"])("is not edited to %j", async (text) => {
    const message = await ann.say(room, "stays");
    expect((await ann.ask("PUT", path(message), { text })).status).toBe(422);
  });

  test("is deleted without a trace but its place", async () => {
    const message = await bob.say(room, "regret");
    await ann.ok("POST", path(message, "/boosts"), { content: "hm" });
    expect((await (await chat.member()).ask("DELETE", path(message))).status).toBe(403);
    expect((await bob.ask("DELETE", path(message))).status).toBe(204);
    const { messages } = await ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages`);
    expect(messages.at(-1)).toMatchObject({
      id: message.id,
      number: message.number,
      text: "",
      html: "",
      deleted: true,
    });
    expect(messages.at(-1)).not.toHaveProperty("boosts");
    expect(await chat.sql("select body, source, mentions from messages where id = $1", [message.id])).toEqual([
      { body: "", source: null, mentions: null },
    ]);
    for (const [method, rest, body] of [
      ["PUT", "", { text: "x" }],
      ["DELETE", ""],
      ["POST", "/boosts", { content: "x" }],
    ] as const) {
      expect((await bob.ask(method, path(message, rest), body)).status).toBe(404);
    }
  });

  test("is boosted by anybody in the room, who may take it back", async () => {
    const message = await bob.say(room, "good news");
    const boost = await ann.ok<Boost>("POST", path(message, "/boosts"), { content: " 🎉 " });
    expect(boost).toMatchObject({ userId: ann.id, content: "🎉" });
    const second = await bob.ok<Boost>("POST", path(message, "/boosts"), { content: "x".repeat(16) });
    expect((await ann.ok<Message>("GET", path(message))).boosts).toEqual([boost, second]);
    for (const content of ["", " ", "x".repeat(17)])
      expect((await ann.ask("POST", path(message, "/boosts"), { content })).status).toBe(422);
    expect((await ann.ask("DELETE", path(message, `/boosts/${second.id}`))).status).toBe(404);
    expect((await ann.ask("DELETE", path(message, `/boosts/${boost.id}`))).status).toBe(204);
    expect((await ann.ok<Message>("GET", path(message))).boosts).toEqual([second]);
  });

  test("that isn't theirs to see is changed by nobody, administrators included", async () => {
    const [eve, dan] = [await chat.member(), await chat.member()];
    const { id } = await eve.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [dan.id] });
    const message = await eve.say(id, "private");
    for (const person of [ann, bob]) {
      expect((await person.ask("PUT", path(message), { text: "x" })).status).toBe(404);
      expect((await person.ask("DELETE", path(message))).status).toBe(404);
      expect((await person.ask("POST", path(message, "/boosts"), { content: "x" })).status).toBe(404);
    }
    expect(await dan.ok("GET", path(message))).toEqual(message);
  });

  test("mentions members of its room, also after an edit", async () => {
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [bob.id] });
    const [, outsider] = [bob, await chat.member()];
    const name = (userId: number) => chat.sql<{ name: string }>("select name from users where id = $1", [userId]);
    const [[his], [theirs]] = [await name(bob.id), await name(outsider.id)];
    const message = await ann.say(id, `@${theirs!.name} and @${his!.name}`);
    const length = his!.name.length + 1;
    const start = message.text.length - length;
    expect(message.mentions).toEqual([{ userId: bob.id, start, length }]);
    expect(await ann.ok("GET", path(message))).toEqual(message);
    expect(await ann.ok<Message>("PUT", path(message), { text: "nobody" })).not.toHaveProperty("mentions");
  });

  test("that is sent again after an edit comes back as it is now", async () => {
    const message = await bob.say(room, "first", "again");
    const edited = await bob.ok<Message>("PUT", path(message), { text: "second" });
    expect(await bob.say(room, "first", "again")).toEqual(edited);
  });
});

describe.for(["memory", "postgres", ...(hasRedis ? ["redis"] : [])])("changes over the %s bus", (bus) => {
  let chat: Chat;
  let redis: Redis | undefined;
  let ann: Person;
  let far: Person;
  let line: Line;
  let room: number;

  beforeAll(async () => {
    if (bus === "redis") redis = await Redis.start();
    const settings = { BUS: bus, ...(redis && { REDIS_URL: redis.url }) };
    chat = await Chat.start({ replicas: bus === "memory" ? 1 : 2, settings });
    ann = await chat.firstRun();
    far = await chat.member(bus === "memory" ? 0 : 1);
  });
  beforeEach(async () => {
    room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Room" })).id;
  });
  afterAll(async () => {
    await chat.stop();
    await redis?.stop();
  });

  const changes = () =>
    line
      .all("changed")
      .filter(({ message }) => message.roomId === room)
      .map(({ message }) => message);

  test("reach everybody in the room live and in order, even long ones", async () => {
    line = await far.connect({ [room]: 0 });
    const message = await ann.say(room, "start");
    const long = "🔥".repeat(9_000);
    for (const text of ["one", long, "three"]) await ann.ok("PUT", path(message), { text });
    await ann.ok("POST", path(message, "/boosts"), { content: "👍" });
    await ann.ok("DELETE", path(message));
    await until("the last change came", () => changes().at(-1)?.deleted === true);
    const numbers = changes().map(({ change }) => change!);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    expect(numbers.at(-1)).toBe(5);
    await line.close();
  });

  test("that were missed come after the hello, each message once and as it is now", async () => {
    const [first, second, third] = [await ann.say(room, "1"), await ann.say(room, "2"), await ann.say(room, "3")];
    await ann.ok("PUT", path(first), { text: "seen" });
    const { lastChange } = (await far.state()).rooms.find(({ id }) => id === room)!;
    expect(lastChange).toBe(1);
    await ann.ok("PUT", path(second), { text: "2b" });
    await ann.ok("PUT", path(second), { text: "2c" });
    await ann.ok("DELETE", path(third));
    line = await sayHello(far, { [room]: 3 }, { [room]: 1 });
    await until("both changes came", () => changes().length >= 2);
    expect(changes()).toMatchObject([
      { id: second.id, text: "2c", change: 3 },
      { id: third.id, deleted: true, change: 4 },
    ]);
    await ann.ok("PUT", path(first), { text: "live" });
    await until("the live one came", () => changes().length >= 3);
    expect(changes().at(-1)).toMatchObject({ id: first.id, text: "live", change: 5 });
    await line.close();
  });

  test("that are too many, or fewer than the client knows, make it start over", async () => {
    line = await sayHello(far, { [room]: 0 }, { [room]: 7 });
    expect(await line.next("stale")).toEqual({ type: "stale", roomId: room, lastChange: 0 });
    await line.close();
    const many = await Promise.all(Array.from({ length: 201 }, (_, i) => ann.say(room, `${i}`)));
    // Changes of one room wait for each other: all at once they would wait too long on a slow machine.
    for (let start = 0; start < many.length; start += 10) {
      const some = many.slice(start, start + 10);
      await Promise.all(some.map((message) => ann.ok("POST", path(message, "/boosts"), { content: "x" })));
    }
    line = await sayHello(far, { [room]: 201 }, { [room]: 0 });
    // What this replica hadn't heard of by then comes live.
    const { lastChange } = await line.next("stale");
    expect(lastChange).toBeGreaterThan(1);
    await until("the others came", () => changes().length === 201 - lastChange);
    expect(changes().every(({ change }) => change! > lastChange)).toBe(true);
    await line.close();
  });
});

async function sayHello(person: Person, rooms: Record<number, number>, changes: Record<number, number>): Promise<Line> {
  const line = new Line(person.url, person.cookie);
  await line.opened();
  line.send({ type: "hello", rooms, changes });
  await line.next("welcome");
  return line;
}

test("a crowd that reacts at once is served, and leaves connections for those who read", async () => {
  const chat = await Chat.start({ settings: { BUS: "memory", DB_MAX_CONNECTIONS: "4" } });
  try {
    const ann = await chat.firstRun();
    const room = (await ann.state()).rooms[0]!.id;
    const message = await ann.say(room, "cake in the kitchen");
    let reacted = 0;
    const crowd = Array.from({ length: 200 }, async () => {
      await ann.ok("POST", path(message, "/boosts"), { content: "yum" });
      reacted++;
    });
    await until("many have come", () => reacted > 40);
    const before = reacted;
    await ann.ok("GET", `/api/rooms/${room}/messages`);
    // Behind all of them it would be the last to be answered.
    expect(reacted - before).toBeLessThan(100);
    await Promise.all(crowd);
    expect((await ann.ok<Message>("GET", path(message))).boosts).toHaveLength(200);
  } finally {
    await chat.stop();
  }
});
