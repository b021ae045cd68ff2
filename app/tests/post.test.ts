import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Queries } from "../src/database/database.ts";
import { MessagePoster } from "../src/messages/post.ts";
import type { Realtime } from "../src/realtime/realtime.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

// Two replicas that can't hear each other: what reaches a socket beyond its own replica's messages was looked up.
let chat: Chat;
let ann: Person;
let room: number;
beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "memory" } });
  ann = await chat.firstRun();
});
afterAll(() => chat.stop());

async function newRoom(): Promise<number> {
  return (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "A room" })).id;
}

describe("a replica that was told nothing", () => {
  test("looks up what is missing before a message, and lets all out in order", async () => {
    room = await newRoom();
    const bob = await chat.member(1);
    const line = await bob.connect({ [room]: 0 });
    for (let i = 0; i < 5; i++) await ann.say(room, `unheard ${i}`);
    await bob.say(room, "heard");
    await line.next("message", ({ message }) => message.text === "heard");
    expect(line.numbers(room)).toEqual([1, 2, 3, 4, 5, 6]);
    await line.close();
  });

  test("looks up a message that is sent to it again", async () => {
    room = await newRoom();
    const bob = await chat.member(1);
    const line = await bob.connect({ [room]: 0 });
    await ann.say(room, "once", "the-same");
    ann.url = chat.replicas[1]!.url;
    expect((await ann.say(room, "twice", "the-same")).number).toBe(1);
    ann.url = chat.url;
    expect((await line.next("message")).message.text).toBe("once");
    await line.close();
  });
});

describe("a batch", () => {
  function recorder() {
    const told = { committed: [] as string[], doubt: [] as number[] };
    const realtime = {
      messagesCommitted: (messages) => told.committed.push(...messages.map(({ message }) => message.text)),
      roomsInDoubt: (roomIds) => told.doubt.push(...roomIds),
    } as Pick<Realtime, "messagesCommitted" | "roomsInDoubt"> as Realtime;
    return { told, realtime };
  }
  const post = (text: string) => ({
    roomId: room,
    creatorId: ann.id,
    clientMessageId: `b-${text.length}-${text}`,
    text,
  });

  test("that holds something PostgreSQL can't store refuses only that", async () => {
    room = await newRoom();
    const { told, realtime } = recorder();
    const poster = new MessagePoster(chat.database, realtime);
    const texts = ["a", "b", "nul \u0000", "c", "d", "nul \u0000 again", "e"];
    const outcomes = await Promise.allSettled(
      texts.map((text) => poster.post({ ...post(text), clientMessageId: text[0]! + text.length })),
    );
    const expected = texts.map((text) => (text.startsWith("nul") ? "rejected" : "fulfilled"));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(expected);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "invalid" });
    expect(told.committed).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("whose answer is lost makes its rooms be looked up, and is stored once when it is sent again", async () => {
    room = await newRoom();
    const { told, realtime } = recorder();
    let lost = true;
    const queries: Queries = {
      async query(name, sql, values) {
        const rows = await chat.database.query(name, sql, values);
        if (lost) throw Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
        return rows as never;
      },
    };
    const poster = new MessagePoster(queries, realtime);
    await expect(poster.post(post("lost"))).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(told).toEqual({ committed: [], doubt: [room] });
    lost = false;
    expect(await poster.post(post("lost"))).toMatchObject({ created: false, message: { number: 1 } });
    expect(told).toEqual({ committed: [], doubt: [room, room] });
  });

  test("too many waiting are refused at once, so that no memory is taken for what will time out", async () => {
    room = await newRoom();
    const { realtime } = recorder();
    let release = () => {};
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    const queries: Queries = {
      async query(name, sql, values) {
        await stuck;
        return chat.database.query(name, sql, values) as never;
      },
    };
    const poster = new MessagePoster(queries, realtime);
    const outcomes = Array.from({ length: 6_000 }, (_, i) => poster.post({ ...post("x"), clientMessageId: `q-${i}` }));
    const refused = outcomes.at(-1)!;
    await expect(refused).rejects.toMatchObject({ code: "unavailable" });
    release();
    const settled = await Promise.allSettled(outcomes);
    expect(settled.filter((outcome) => outcome.status === "fulfilled").length).toBeGreaterThanOrEqual(5_000);
  });
});
