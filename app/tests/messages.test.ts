import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import type { Message } from "../src/protocol/entities.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let roomId: number;

beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
  ann = await chat.firstRun();
  roomId = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

async function newRoom(): Promise<number> {
  return (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "A room" })).id;
}

async function everything(room: number): Promise<Message[]> {
  return (await ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages?limit=200`)).messages;
}

describe("posting", () => {
  test("numbers each room without gaps, whoever posts where at the same time", async () => {
    const people = await Promise.all([0, 1, 0, 1].map((replica) => chat.member(replica)));
    const posts = fc.array(fc.record({ person: fc.nat(3), room: fc.nat(2) }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(posts, async (plan) => {
        const rooms = await Promise.all([newRoom(), newRoom(), newRoom()]);
        await Promise.all(
          plan.map(({ person, room }, i) => people[person]!.say(rooms[room]!, `message ${i}`, `post-${i}`)),
        );
        for (const [index, room] of rooms.entries()) {
          const messages = await everything(room);
          const expected = plan.filter((post) => post.room === index).length;
          expect(messages.map((message) => message.number)).toEqual(Array.from({ length: expected }, (_, i) => i + 1));
        }
      }),
      { numRuns: 10 },
    );
  });

  test("stores a message once when it is sent again, also at the same moment and to another replica", async () => {
    const room = await newRoom();
    const before = await ann.say(room, "first", "same-id");
    const elsewhere = [chat.replicas[0]!.url, chat.replicas[1]!.url];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        ann.url = elsewhere[i % 2]!;
        return ann.ask<Message>("POST", `/api/rooms/${room}/messages`, {
          text: `again ${i}`,
          clientMessageId: "same-id",
        });
      }),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(answers.map((answer) => answer.body)).toEqual(answers.map(() => before));
    const fresh = await Promise.all(
      Array.from({ length: 20 }, () =>
        ann.ask<Message>("POST", `/api/rooms/${room}/messages`, { text: "x", clientMessageId: "new-id" }),
      ),
    );
    expect(fresh.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect((await everything(room)).map((message) => message.text)).toEqual(["first", "x"]);
  });

  test("lets two people use the same clientMessageId", async () => {
    const [room, other] = [await newRoom(), await chat.member()];
    await Promise.all([ann.say(room, "mine", "id"), other.say(room, "yours", "id")]);
    expect((await everything(room)).map((message) => message.text).sort()).toEqual(["mine", "yours"]);
  });

  test("refuses one of a batch without failing the others", async () => {
    const [room, stranger] = [await newRoom(), await chat.member()];
    await chat.sql("delete from memberships where user_id = $1", [stranger.id]);
    const path = `/api/rooms/${room}/messages`;
    const posts = await Promise.all([
      ann.ask("POST", path, { text: "a", clientMessageId: "a" }),
      stranger.ask("POST", path, { text: "b", clientMessageId: "b" }),
      ann.ask("POST", "/api/rooms/99999/messages", { text: "c", clientMessageId: "c" }),
      ann.ask("POST", path, { text: "d", clientMessageId: "d" }),
    ]);
    expect(posts.map((answer) => answer.status)).toEqual([201, 404, 404, 201]);
    expect((await everything(room)).map((message) => message.number)).toEqual([1, 2]);
  });
});

describe("paging", () => {
  test("walks a room back and forth without skipping or repeating", async () => {
    const room = await newRoom();
    for (let i = 1; i <= 25; i++) await ann.say(room, `m${i}`);
    const page = (query: string) => ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages?${query}`);
    const numbers = ({ messages }: MessagePage) => messages.map((message) => message.number);
    expect(numbers(await page("limit=10"))).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    expect(await page("before=6&limit=10")).toMatchObject({ more: false });
    expect(numbers(await page("before=6&limit=10"))).toEqual([1, 2, 3, 4, 5]);
    expect(await page("before=12&limit=10")).toMatchObject({ more: true });
    expect(numbers(await page("after=20&limit=10"))).toEqual([21, 22, 23, 24, 25]);
    expect(await page("after=10&limit=10")).toMatchObject({ more: true });
    const around = await page("around=13&limit=10");
    expect(numbers(around)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
    expect(around).toMatchObject({ more: true, moreAfter: true });
    expect(await page("around=2&limit=10")).toMatchObject({ more: false, moreAfter: true });
    expect(await page("around=25&limit=40")).toMatchObject({ more: true, moreAfter: false });
  });
});

describe("texts", () => {
  test.each([
    ["10,000 characters", "x".repeat(10_000)],
    ["10,000 emoji", "🔥".repeat(10_000)],
    ["right-to-left text", "שלום, عالم‎"],
    ["what SQL could trip over", "'; drop table messages; -- %s $1 \\ \\x00"],
    ["a lone surrogate's replacement", "\uFFFD"],
    ["control characters", "\u0001\u001f\u007f\u2028"],
  ])("keeps %s as it is", async (_name, text) => {
    const { id } = await ann.say(roomId, text);
    expect((await ann.ok<Message>("GET", `/api/messages/${id}`)).text).toBe(text);
  });

  test.each([
    ["nothing", ""],
    ["white space", " \n\t\u00a0"],
    ["more than 10,000 characters", "x".repeat(10_001)],
    ["a NUL", "a\u0000b"],
  ])("refuses %s", async (_name, text) => {
    const answer = await ann.ask("POST", `/api/rooms/${roomId}/messages`, { text, clientMessageId: "refused" });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "invalid" } } });
  });

  test("come back as HTML that holds no markup of the sender's", async () => {
    const { html } = await ann.say(
      roomId,
      `<img src=x onerror="alert(1)"> javascript:alert(1) https://a.example/?q="><script>\nnext`,
    );
    expect(html).not.toMatch(/<(?!a |\/a>|br>)/);
    expect(html.match(/href="([^"]*)"/)?.[1]).toMatch(/^https:\/\/a\.example\//);
    expect(html).toContain("<br>next");
  });
});
