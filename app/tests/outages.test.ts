import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import type { Line, Person } from "./support/person.ts";
import { Postgres } from "./support/postgres.ts";
import { until } from "./support/processes.ts";
import { hasRedis, Redis } from "./support/redis.ts";

/** Sends without pause, again and again what wasn't answered, and returns what was acknowledged by number. */
function writer(person: Person, room: number) {
  const acknowledged = new Map<number, string>();
  const statuses = new Set<number>();
  let going = true;
  const done = (async () => {
    for (let i = 0; going; i++) {
      for (;;) {
        const body = { text: `m${i}`, clientMessageId: `w${person.id}-${i}` };
        const answer = await person
          .ask<{ number: number }>("POST", `/api/rooms/${room}/messages`, body)
          .catch(() => ({ status: 0, body: { number: 0 } }));
        statuses.add(answer.status);
        if (answer.status < 300) {
          acknowledged.set(answer.body.number, body.text);
          break;
        }
        await sleep(20);
      }
    }
  })();
  const stop = async () => {
    going = false;
    await done;
  };
  return { acknowledged, statuses, stop };
}

async function expectComplete(
  lines: Line[],
  room: number,
  writers: { acknowledged: Map<number, string> }[],
): Promise<void> {
  const total = writers.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
  const expected = Array.from({ length: total }, (_, i) => i + 1);
  const numbers = writers.flatMap(({ acknowledged }) => [...acknowledged.keys()]).sort((a, b) => a - b);
  expect(numbers).toEqual(expected);
  for (const line of lines) {
    await until("every message came", () => line.numbers(room).length >= total);
    expect(line.numbers(room)).toEqual(expected);
    expect(line.closeCode).toBeUndefined();
  }
}

describe("losing PostgreSQL", () => {
  let postgres: Postgres;
  let chat: Chat;
  beforeAll(async () => {
    postgres = await Postgres.start();
    chat = await Chat.start({
      replicas: 2,
      settings: { BUS: "postgres", DB_TIMEOUT: "5" },
      postgresUrl: postgres.url(""),
    });
  });
  afterAll(async () => {
    await chat.stop();
    await postgres.stop();
  });

  test("refuses with 503 meanwhile, then goes on by itself with nothing lost, repeated or numbered twice", async () => {
    const ann = await chat.firstRun();
    const people = [ann, await chat.member(1), await chat.member(0)];
    const room = (await ann.state()).rooms[0]!.id;
    const lines = await Promise.all(people.map((person) => person.connect({ [room]: 0 })));
    const writers = people.map((person) => writer(person, room));
    for (let round = 0; round < 2; round++) {
      const before = writers[0]!.acknowledged.size;
      await until("messages flow", () => writers.every(({ acknowledged }) => acknowledged.size > before + 20));
      await postgres.kill();
      await until("it is unready", async () => (await ann.ask("GET", "/health/ready")).status === 503);
      await until("requests were refused", () => writers.every(({ statuses }) => statuses.has(503)));
      lines[0]!.send({ type: "send", roomId: room, text: "no", clientMessageId: `refused-${round}` });
      const refused = await lines[0]!.next("refused", (event) => event.clientMessageId === `refused-${round}`);
      expect(refused.code).toBe("unavailable");
      expect((await ann.ask("GET", "/health/live")).status).toBe(200);
      await postgres.resume();
      await until("it is ready", async () => (await ann.ask("GET", "/health/ready")).status === 200);
    }
    const size = writers[0]!.acknowledged.size;
    await until("messages flow again", () => writers.every(({ acknowledged }) => acknowledged.size > size));
    await Promise.all(writers.map(({ stop }) => stop()));
    for (const { statuses } of writers) expect([...statuses].sort()).toEqual(expect.arrayContaining([201, 503]));
    for (const { statuses } of writers) expect(statuses.has(500)).toBe(false);
    await expectComplete(lines, room, writers);
  });
});

describe.skipIf(!hasRedis)("losing Redis", () => {
  let redis: Redis;
  let chat: Chat;
  beforeAll(async () => {
    redis = await Redis.start();
    chat = await Chat.start({ replicas: 2, settings: { REDIS_URL: redis.url } });
  });
  afterAll(async () => {
    await chat.stop();
    await redis.stop();
  });

  test("keeps people signed in, messages flowing between replicas, presence and limits working", async () => {
    const ann = await chat.firstRun();
    const bob = await chat.member(1);
    const room = (await ann.state()).rooms[0]!.id;
    const lines = [await ann.connect({ [room]: 0 }), await bob.connect({ [room]: 0 })];
    const writers = [writer(ann, room), writer(bob, room)];
    await until("messages flow", () => writers.every(({ acknowledged }) => acknowledged.size > 20));
    await redis.stop();
    const size = Math.max(...writers.map(({ acknowledged }) => acknowledged.size));
    await until("messages flow", () => writers.every(({ acknowledged }) => acknowledged.size > size + 20));
    await until("they still cross", () => lines.every((line) => line.numbers(room).length > size * 2));
    lines[0]!.send({ type: "seen" });
    await lines[1]!.next("presence", (event) => event.userId === ann.id && event.online);
    expect((await ann.ask("GET", "/health/ready")).status).toBe(200);
    expect((await ann.ask("GET", "/api/state")).status).toBe(200);
    const wrong = { email: "ann@example.com", password: "wrong" };
    const tries = await Promise.all(Array.from({ length: 11 }, () => ann.ask("POST", "/api/session", wrong)));
    expect(tries.some((answer) => answer.status === 429)).toBe(true);

    await redis.resume();
    await until("the bus is back", () => chat.replicas.every((replica) => replica.busConnected()));
    const later = Math.max(...writers.map(({ acknowledged }) => acknowledged.size));
    await until("messages flow", () => writers.every(({ acknowledged }) => acknowledged.size > later + 20));
    await Promise.all(writers.map(({ stop }) => stop()));
    for (const { statuses } of writers)
      expect([...statuses].every((status) => status === 201 || status === 200)).toBe(true);
    await expectComplete(lines, room, writers);
  });

  test("catches up by itself when the bus comes back, without waiting for the next message", async () => {
    const ann = await chat.member(0);
    const bob = await chat.member(1);
    const room = (await ann.state()).rooms[0]!.id;
    const line = await bob.connect({ [room]: 0 });
    await redis.stop();
    const carol = await chat.member(0);
    const { number } = await ann.say(room, "said while the bus was away");
    const { id } = await carol.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Made meanwhile" });
    await redis.resume();
    await line.next("message", ({ message }) => message.number === number);
    await line.next("room", (event) => event.room.id === id);
    await line.close();
  });

  test("that answers nothing keeps nobody waiting but those of the first moment, and is taken again when it answers", async () => {
    const ann = await chat.member(0);
    const bob = await chat.member(1);
    const room = (await ann.state()).rooms[0]!.id;
    const line = await bob.connect({ [room]: 0 });
    const connected = async () =>
      (await ann.ask<string>("GET", "/metrics")).body.match(/^campfire_redis_connected (\d)/m)?.[1];
    await until("it is connected", async () => (await connected()) === "1");
    redis.freeze();
    try {
      const { number } = await ann.say(room, "said while Redis stood still");
      await line.next("message", ({ message }) => message.number === number);
      await until("it is given up", async () => (await connected()) === "0");
      expect((await ann.ask("GET", "/api/state")).status).toBe(200);
    } finally {
      redis.thaw();
    }
    await until("it is taken again", async () => (await connected()) === "1");
    await line.close();
  });
});
