import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Chat, type Settings } from "./support/chat.ts";
import type { Line, Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { hasRedis, Redis } from "./support/redis.ts";

const buses: { bus: string; replicas: number; settings: () => Settings; available: boolean }[] = [
  { bus: "memory", replicas: 1, settings: () => ({ BUS: "memory" }), available: true },
  { bus: "postgres", replicas: 2, settings: () => ({ BUS: "postgres" }), available: true },
  { bus: "redis", replicas: 2, settings: () => ({ REDIS_URL: redis.url }), available: hasRedis },
];

let redis: Redis;
beforeAll(async () => {
  if (hasRedis) redis = await Redis.start();
});
afterAll(() => redis?.stop());

describe.each(buses)("over the $bus bus", ({ replicas, settings, available }) => {
  let chat: Chat;
  let ann: Person;
  let bob: Person;
  let room: number;

  beforeAll(async () => {
    if (!available) return;
    chat = await Chat.start({ replicas, settings: settings() });
    ann = await chat.firstRun();
    bob = await chat.member(replicas - 1);
    room = (await ann.state()).rooms[0]!.id;
  });
  afterAll(() => chat?.stop());

  const when = test.skipIf(!available);

  when("everybody in a room gets every message once and in order, also under load", async () => {
    const writers = await Promise.all(Array.from({ length: 6 }, (_, i) => chat.member(i % replicas)));
    const lines = await Promise.all([ann, bob, ...writers].map((person) => person.connect({ [room]: 0 })));
    const perWriter = 40;
    await Promise.all(
      writers.map(async (writer, w) => {
        for (let i = 0; i < perWriter; i++) {
          if (i % 2 === 0) await writer.say(room, `${w}/${i}`);
          else lines[w + 2]!.send({ type: "send", roomId: room, text: `${w}/${i}`, clientMessageId: `ws-${i}` });
        }
      }),
    );
    const total = writers.length * perWriter;
    await Promise.all(lines.map((line) => until("all messages came", () => line.numbers(room).length >= total)));
    const expected = Array.from({ length: total }, (_, i) => i + 1);
    for (const line of lines) expect(line.numbers(room)).toEqual(expected);
    await Promise.all(lines.map((line) => line.close()));
  });

  when("a message that was sent over a socket is answered once it is stored", async () => {
    const line = await bob.connect();
    line.send({ type: "send", roomId: room, text: "stored?", clientMessageId: "stored" });
    const { message } = await line.next("sent");
    expect((await ann.ok<{ text: string }>("GET", `/api/messages/${message.id}`)).text).toBe("stored?");
    line.send({ type: "send", roomId: room, text: "stored twice?", clientMessageId: "stored" });
    await until("it was answered again", () => line.all("sent").length === 2);
    expect(line.all("sent")[1]!.message).toEqual(message);
    await line.close();
  });

  when("new rooms, new people, typing, presence and read marks reach whom they concern", async () => {
    const [first, second, other] = [await ann.connect(), await bob.connect(), await ann.connect()];
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Announcements" });
    expect((await second.next("room", (event) => event.room.id === id)).room.name).toBe("Announcements");
    await ann.say(id, "welcome");
    expect((await second.next("message", (event) => event.message.roomId === id)).message.number).toBe(1);

    first.send({ type: "typing", roomId: id });
    expect(await second.next("typing")).toMatchObject({ roomId: id, userId: ann.id });
    first.send({ type: "seen" });
    await first.next("alive");
    expect(await second.next("presence")).toMatchObject({ userId: ann.id, online: true });
    first.send({ type: "read", roomId: id, number: 1 });
    expect(await other.next("read")).toMatchObject({ roomId: id, number: 1 });
    expect(second.all("read")).toEqual([]);

    const direct = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [bob.id] });
    expect((await second.next("room", (event) => event.room.id === direct.id)).room).toMatchObject({
      type: "direct",
      userIds: [ann.id, bob.id],
      involvement: "everything",
    });
    await Promise.all([first, second, other].map((line) => line.close()));
  });

  when("signing out ends the session's sockets on every replica, and no others", async () => {
    const carol = await chat.member();
    const [here, there] = [await carol.connect(), await carol.connect({}, bob.url)];
    const bystander = await bob.connect();
    await carol.ok("DELETE", "/api/session");
    expect(await here.closed()).toBe(4401);
    expect(await there.closed()).toBe(4401);
    expect(bystander.closeCode).toBeUndefined();
    await bystander.close();
  });
});

describe("catching up", () => {
  let chat: Chat;
  let ann: Person;
  const lines: Line[] = [];

  beforeAll(async () => {
    chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
    ann = await chat.firstRun();
  });
  afterAll(() => chat.stop());

  async function roomOf(count: number): Promise<number> {
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Catch up" });
    await Promise.all(Array.from({ length: count }, (_, i) => ann.say(id, `m${i}`)));
    return id;
  }

  test("brings what was missed after the client's last number, then what is new", async () => {
    const room = await roomOf(30);
    const line = await ann.connect({ [room]: 12 }, chat.replicas[1]!.url);
    await ann.say(room, "new");
    await line.next("message", ({ message }) => message.text === "new");
    expect(line.numbers(room)).toEqual(Array.from({ length: 19 }, (_, i) => i + 13));
    lines.push(line);
  });

  test("loses and repeats nothing while others write", async () => {
    const room = await roomOf(50);
    let done = false;
    const writing = (async () => {
      while (!done) await ann.say(room, "meanwhile");
    })();
    const joined: Line[] = [];
    for (let i = 0; i < 12; i++) joined.push(await ann.connect({ [room]: i * 4 }, chat.replicas[i % 2]!.url));
    done = true;
    await writing;
    const last = (await ann.say(room, "the end")).number;
    await Promise.all(joined.map((line) => line.next("message", ({ message }) => message.number === last)));
    for (const [i, line] of joined.entries()) {
      expect(line.numbers(room)).toEqual(Array.from({ length: last - i * 4 }, (_, n) => i * 4 + n + 1));
      await line.close();
    }
  });

  test("says how far behind a client is that missed more than 200", async () => {
    const room = await roomOf(205);
    const line = await ann.connect({ [room]: 4 });
    expect(await line.next("behind")).toMatchObject({ roomId: room, lastNumber: 205 });
    expect(line.numbers(room)).toEqual([]);
    const near = await ann.connect({ [room]: 5 });
    await near.next("message", ({ message }) => message.number === 205);
    expect(near.numbers(room)).toHaveLength(200);
    lines.push(line, near);
  });

  test("tells of rooms that the client didn't know, or knows and can't reach", async () => {
    const room = await roomOf(1);
    const line = await ann.connect({ 9999: 5 });
    expect(await line.next("roomRemoved")).toMatchObject({ roomId: 9999 });
    expect((await line.next("room", (event) => event.room.id === room)).room.lastNumber).toBe(1);
    lines.push(line);
  });

  test("tells a client that is ahead of a restored database", async () => {
    const room = await roomOf(3);
    const line = await ann.connect({ [room]: 10 });
    expect(await line.next("behind")).toMatchObject({ roomId: room, lastNumber: 3 });
    lines.push(line);
  });
});
