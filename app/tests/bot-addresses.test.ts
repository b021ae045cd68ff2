import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meantAddress } from "../src/http/meant-address.ts";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let bot: Bot;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  bot = await Bot.create(ann, "Old Hand");
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Old" })).id;
});
afterAll(() => chat.stop());

/** Sends the path as it is: a URL would be tidied up by whoever parses it. */
function ask(method: string, path: string, body?: string): Promise<number> {
  const { hostname, port } = new URL(chat.url);
  return new Promise((settle, reject) => {
    const asked = request({ hostname, port, path, method, agent: false }, (response) => {
      response.resume().on("end", () => settle(response.statusCode!));
    });
    asked.on("error", reject).end(body);
  });
}

describe("addresses that bots have from Campfire", () => {
  test.each<[string, string, string]>([
    [".json", "/messages.json", "/messages"],
    [".json and a query", "/messages.json?before=", "/messages?before="],
    ["a slash at the end", "/messages/", "/messages"],
    ["doubled slashes", "//messages", "/messages"],
  ])("with %s are meant", async (_name, written, meant) => {
    const base = `/rooms/${room}/${bot.key}`;
    expect(meantAddress(base + written)).toBe(base + meant);
    expect(await ask("POST", base + written, "Hello")).toBe(201);
    expect(await ask("GET", base + written)).toBe(200);
    expect(await ask("GET", `/${base}${written}`)).toBe(200);
  });

  test("lead to one message and its boosts too", async () => {
    const id = await bot.say(room, "one");
    expect(await ask("PATCH", `${bot.path(room)}/${id}.json`, "two")).toBe(200);
    expect(await ask("POST", `${bot.path(room)}/${id}/boosts.json`, "👍")).toBe(201);
    const boost = (await ann.ok<Message>("GET", `/api/messages/${id}`)).boosts![0]!.id;
    expect(await ask("DELETE", `${bot.path(room)}/${id}/boosts/${boost}.json`)).toBe(204);
    expect(await ask("DELETE", `${bot.path(room)}/${id}/`)).toBe(204);
  });

  test("take a key with the end of the line that it was read from", async () => {
    expect(await ask("POST", `/rooms/${room}/${bot.key}%0A/messages`, "Hello")).toBe(201);
  });

  test.each([
    "//metrics",
    "/metrics/",
    "/metrics.json",
    "//health/ready",
    "/api//state",
    "/api/state/",
    "/attachments/1/a.json",
    "/roomsy/",
  ])("%s stays as it is: what the ingress keeps inside has one name", (path) => expect(meantAddress(path)).toBe(path));
});

describe("what bots ask again", () => {
  test("is 304 without a body while it is the same, and HEAD tells as much as GET", async () => {
    await bot.say(room, "the newest");
    const first = await bot.ask("GET", bot.path(room));
    const etag = first.headers.get("etag")!;
    expect([etag.slice(0, 3), first.headers.get("cache-control")]).toEqual([
      'W/"',
      "max-age=0, private, must-revalidate",
    ]);
    const again = (value: string, method = "GET") =>
      bot.ask(method, bot.path(room), undefined, { "if-none-match": value });
    for (const value of [etag, etag.slice(2), `"other", ${etag}`, "*"])
      expect(await again(value)).toMatchObject({ status: 304, body: "" });
    expect((await again('"other"')).status).toBe(200);
    const head = await bot.ask("HEAD", bot.path(room));
    expect(head).toMatchObject({ status: 200, body: "" });
    for (const name of ["x-total-count", "content-type", "etag"])
      expect([name, head.headers.get(name)]).toEqual([name, first.headers.get(name)]);
    await bot.say(room, "newer");
    expect((await again(etag)).status).toBe(200);
  });

  test("counts the whole room on every page that has any of it, takes an empty before or after as none, and before as the first", async () => {
    const other = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Pages" })).id;
    const said: number[] = [];
    for (const text of ["a", "b", "c"]) said.push(await bot.say(other, text));
    const page = async (query: string) => {
      const { status, headers, body } = await bot.ask<{ id: number }[]>("GET", bot.path(other, query));
      return [status, headers.get("x-total-count"), body.map(({ id }) => said.indexOf(id))];
    };
    expect(await page("?before=")).toEqual([200, "3", [0, 1, 2]]);
    expect(await page(`?before=&after=${said[0]}`)).toEqual([200, "3", [1, 2]]);
    expect(await page(`?before=${said[2]}&after=${said[0]}`)).toEqual([200, "3", [0, 1]]);
    expect(await page(`?after=${said[2]}`)).toEqual([200, "0", []]);
  });
});
