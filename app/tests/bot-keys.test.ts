import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bot as BotEntity } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let bob: Person;
let bot: Bot;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  bob = await chat.member();
  bot = await Bot.create(ann, "Deploy Bot");
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

describe("keys", () => {
  test("are {id}-{12 letters or digits}", () => expect(bot.key).toMatch(new RegExp(`^${bot.id}-[A-Za-z0-9]{12}$`)));

  test("that are wrong, rotated or deactivated lead to the sign-in page, on every call", async () => {
    const other = await Bot.create(ann, "Short-lived");
    const id = await other.say(room, "here");
    const calls = () =>
      Promise.all([
        other.ask("POST", other.path(room), "x"),
        other.ask("GET", other.path(room)),
        other.ask("PATCH", other.path(room, `/${id}`), "x"),
        other.ask("DELETE", other.path(room, `/${id}`)),
        other.ask("POST", other.path(room, `/${id}/boosts`), "x"),
        other.ask("DELETE", other.path(room, `/${id}/boosts/1`)),
        other.ask("GET", other.path(99_999)),
      ]);
    const outcome = async () => [...new Set((await calls()).map((a) => `${a.status} ${a.headers.get("location")}`))];
    const rightful = other.key;
    other.key = `${other.id}-AAAAAAAAAAAA`;
    expect(await outcome()).toEqual(["302 /session/new"]);
    other.key = "nonsense";
    expect(await outcome()).toEqual(["302 /session/new"]);
    other.key = rightful;
    const rotated = await ann.ok<BotEntity>("POST", `/api/bots/${other.id}/key`);
    expect(await outcome()).toEqual(["302 /session/new"]);
    other.key = rotated.key!;
    expect((await other.ask("GET", other.path(room))).status).toBe(200);
    expect((await ann.ask("DELETE", `/api/bots/${other.id}`)).status).toBe(204);
    expect(await outcome()).toEqual(["302 /session/new"]);
    expect((await ann.state()).users.find((user) => user.id === other.id)).toMatchObject({
      role: "bot",
      active: false,
    });
    expect((await ann.ok<{ text: string }>("GET", `/api/messages/${id}`)).text).toBe("here");
  });

  test("of who was removed from here leave a bot where others know it from: in direct rooms", async () => {
    const other = await Bot.create(ann, "Confidant");
    const between = { type: "direct", userIds: [other.id] };
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", between);
    await other.say(id, "between us");
    await ann.ok("DELETE", `/api/bots/${other.id}`);
    const { rooms } = await ann.state();
    expect(rooms.find((one) => one.id === id)!.userIds).toEqual([ann.id, other.id]);
    const left = "select room_id from memberships where user_id = $1";
    expect(await chat.sql(left, [other.id])).toEqual([{ room_id: id }]);
    expect((await other.ask("POST", other.path(id), "still here?")).headers.get("location")).toBe("/session/new");
    expect((await ann.ask("POST", "/api/rooms", { type: "direct", userIds: [other.id] })).status).toBe(422);
  });

  test("in the query are refused everywhere", async () => {
    for (const path of ["/", "/api/state", "/rooms/1/messages", "/up", "/nowhere"]) {
      expect([path, (await bot.ask("GET", `${path}?bot_key=${bot.key}`)).status]).toEqual([path, 403]);
    }
  });

  test("open no other door", async () => {
    const headers = { cookie: `session=${bot.key}`, authorization: `Bearer ${bot.key}` };
    expect((await bot.ask("GET", "/api/state", undefined, headers)).status).toBe(401);
  });
});

describe("administration", () => {
  test("is for administrators", async () => {
    const calls: [string, string, unknown?][] = [
      ["GET", "/api/bots"],
      ["POST", "/api/bots", { name: "Mine" }],
      ["PUT", `/api/bots/${bot.id}`, { name: "Mine" }],
      ["POST", `/api/bots/${bot.id}/key`],
      ["DELETE", `/api/bots/${bot.id}`],
    ];
    for (const call of calls) expect([call, (await bob.ask(...call)).status]).toEqual([call, 403]);
  });

  test("renames, sets and removes a webhook, and knows only bots", async () => {
    const { id } = await Bot.create(ann, "Temporary");
    const changed = { name: "Renamed", webhookUrl: "https://bot.example.com/hook" };
    expect(await ann.ok("PUT", `/api/bots/${id}`, changed)).toMatchObject({
      ...changed,
      webhookSecret: expect.any(String),
    });
    expect(await ann.ok("PUT", `/api/bots/${id}`, { webhookUrl: null })).toMatchObject({
      name: "Renamed",
      webhookUrl: null,
    });
    const listed = (await ann.ok<{ bots: BotEntity[] }>("GET", "/api/bots")).bots;
    expect(listed.find((each) => each.id === id)).toMatchObject({ name: "Renamed", active: true });
    expect((await ann.ask("PUT", `/api/bots/${bob.id}`, { name: "x" })).status).toBe(404);
    for (const webhookUrl of ["ftp://a.example", "javascript:x", "", "http://"]) {
      expect((await ann.ask("POST", "/api/bots", { name: "x", webhookUrl })).status).toBe(422);
    }
  });
});
