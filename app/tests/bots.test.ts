import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

interface BotMessage {
  id: number;
  created_at: string;
  body: { plain_text: string; html: string };
  creator: { id: number; name: string; role: string; avatar_url: string };
  room: { id: number };
  url: string;
}

const HOST = "https://chat.example.com";
let chat: Chat;
let ann: Person;
let bob: Person;
let bot: Bot;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory", PUBLIC_URL: HOST } });
  ann = await chat.firstRun();
  bob = await chat.member();
  bot = await Bot.create(ann, "Deploy Bot");
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Bots" })).id;
});
afterAll(() => chat.stop());

const direct = async (...userIds: number[]) =>
  (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds })).id;
const find = (id: number) => ann.ok<Message>("GET", `/api/messages/${id}`);

describe("posting", () => {
  test("answers 201 without a body and with the absolute address, which leads to the message", async () => {
    const answer = await bot.ask("POST", bot.path(room), "Hello!");
    expect(answer).toMatchObject({ status: 201, body: "" });
    const location = answer.headers.get("location")!;
    expect(location).toMatch(/^https:\/\/chat\.example\.com\/messages\/\d+$/);
    const id = Number(location.split("/").at(-1));
    expect((await ann.ask("GET", `/messages/${id}`)).headers.get("location")).toBe(`/rooms/${room}/@${id}`);
    expect((await ann.ask("GET", `/rooms/${room}/messages/${id}`)).headers.get("location")).toBe(
      `/rooms/${room}/@${id}`,
    );
    expect(await find(id)).toMatchObject({ creatorId: bot.id, roomId: room, text: "Hello!", html: "Hello!" });
  });

  test.each([
    ["application/x-www-form-urlencoded", "100%", "100%"],
    ["application/x-www-form-urlencoded", "a=1&b=%20+c", "a=1&b=%20+c"],
    ["application/json", '{"text": "hi"}', '{"text": "hi"}'],
    ["application/json", "{not json", "{not json"],
    ["text/plain; charset=latin1", "grüß 🔥", "grüß 🔥"],
    ["nonsense", "still", "still"],
    ["", "still", "still"],
    ["image/png", "<b>bold</b>", "bold"],
  ])("takes the body as it is when it is called %s: %s", async (type, body, text) => {
    const { status, headers } = await bot.ask("POST", bot.path(room), Buffer.from(body), { "content-type": type });
    expect(status).toBe(201);
    expect((await find(Number(headers.get("location")!.split("/").at(-1)))).text).toBe(text);
  });

  test("takes a body that says nothing of its type", async () => {
    const response = await fetch(new URL(bot.path(room), chat.url), { method: "POST", body: Buffer.from("untyped") });
    expect(response.status).toBe(201);
  });

  test("keeps tags and shows nothing that acts", async () => {
    const id = await bot.say(
      room,
      `<h1>Up</h1><b onclick="x()">bold</b> <a href="javascript:x()">bad</a> <a href="https://a.example">good</a><script>x()</script><img src=x onerror=x()>`,
    );
    const { html, text } = await find(id);
    expect(html).toContain("<h1>Up</h1><b>bold</b>");
    expect(html).toContain('<a href="https://a.example" target="_blank" rel="noopener noreferrer">good</a>');
    expect(html).not.toMatch(/script|onclick|onerror|<img|x\(\)/);
    expect(text).toBe("Up\n\nbold bad good");
  });

  test.each([
    ["", 422],
    [" \n\t ", 422],
    ["nul \u0000", 422],
    ["x".repeat(131_073), 413],
  ])("refuses what can't be said: %j", async (body, status) => {
    expect((await bot.ask("POST", bot.path(room), body)).status).toBe(status);
  });

  test("takes as many tags as can be shown in time, and no more", async () => {
    const id = await bot.say(room, `${"<b></b>".repeat(1_500)}flat`);
    expect((await find(id)).text).toBe("flat");
    for (const body of ["<b>".repeat(3_001), "&lt;".repeat(3_001)])
      expect((await bot.ask("POST", bot.path(room), body)).status).toBe(422);
  });

  test("refuses what isn't UTF-8", async () => {
    expect((await bot.ask("POST", bot.path(room), new Uint8Array([0xff, 0xfe]))).status).toBe(422);
  });

  test("asks for no proof against other sites, since no cookie is at stake", async () => {
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await bot.ask("POST", bot.path(room), "from a page", headers)).status).toBe(201);
  });

  test("reaches connected people", async () => {
    const line = await ann.connect();
    const id = await bot.say(room, "<i>live</i>");
    expect(await line.next("message", ({ message }) => message.id === id)).toMatchObject({
      message: { html: "<i>live</i>" },
    });
    await line.close();
  });
});

describe("reading", () => {
  test("gives a message in Campfire's words", async () => {
    const id = await bot.say(room, "<em>Hi</em>");
    const { status, body } = await bot.ask<BotMessage[]>("GET", bot.path(room));
    expect(status).toBe(200);
    expect(body.at(-1)).toEqual({
      id,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      body: { plain_text: "Hi", html: '<div class="trix-content">\n  <em>Hi</em>\n</div>\n' },
      creator: {
        id: bot.id,
        name: "Deploy Bot",
        role: "bot",
        avatar_url: expect.stringMatching(/^https?:.*\/avatar$/),
      },
      room: { id: room },
      url: `${HOST}/rooms/${room}/messages/${id}`,
    });
  });

  test("pages by 40, oldest first, in both directions", async () => {
    const long = await direct(bot.id, bob.id);
    const ids: number[] = [];
    for (let i = 0; i < 85; i++) ids.push((await ann.say(long, `m${i}`)).id);
    const walk = async (path: string | undefined, sizes: unknown[] = [], seen: number[] = []) => {
      while (path) {
        const { headers, body } = await bot.ask<BotMessage[]>("GET", path);
        sizes.push([body.length, Number(headers.get("x-total-count"))]);
        seen.push(...body.map((message) => message.id));
        expect(body.map((m) => m.id)).toEqual(body.map((m) => m.id).toSorted((a, b) => a - b));
        const link = headers.get("link");
        if (link) expect(link).toMatch(/^<https:\/\/chat\.example\.com\/rooms\/[^>]+>; rel="next"$/);
        path = link?.slice(1, link.indexOf(">")).replace(HOST, "");
      }
      return { sizes, seen };
    };
    const back = await walk(bot.path(long));
    expect(back.sizes).toEqual([
      [40, 85],
      [40, 85],
      [5, 85],
    ]);
    expect(back.seen.toSorted((a, b) => a - b)).toEqual(ids);
    const forth = await walk(bot.path(long, `?after=${ids[0]}`));
    expect(forth.sizes).toEqual([
      [40, 85],
      [40, 85],
      [4, 85],
    ]);
    expect(forth.seen).toEqual(ids.slice(1));
    const none = await bot.ask("GET", bot.path(long, `?before=${ids[0]}`));
    expect(none).toMatchObject({ status: 200, body: [] });
    expect([none.headers.get("x-total-count"), none.headers.get("link")]).toEqual(["0", null]);
    await ann.ok("DELETE", `/api/messages/${ids[84]}`);
    expect((await bot.ask("GET", bot.path(long))).headers.get("x-total-count")).toBe("84");
  });

  test("finds nothing where there is nothing for it", async () => {
    const secret = await direct(bob.id);
    const { id } = await ann.say(secret, "between us");
    const mine = await bot.say(room, "mine");
    const paths = [
      bot.path(99_999),
      bot.path("abc"),
      bot.path(secret),
      bot.path(room, `?before=${id}`),
      bot.path(room, "?after=99999999"),
      bot.path(room, "?before=x"),
    ];
    for (const path of paths) expect([path, (await bot.ask("GET", path)).status]).toEqual([path, 404]);
    expect((await bot.ask("POST", bot.path(secret), "hello?")).status).toBe(404);
    for (const rest of [`/${id}`, "/99999999", "/x"]) {
      expect((await bot.ask("PATCH", bot.path(room, rest), "x")).status).toBe(404);
      expect((await bot.ask("DELETE", bot.path(room, rest))).status).toBe(404);
      expect((await bot.ask("POST", bot.path(room, `${rest}/boosts`), "x")).status).toBe(404);
    }
    expect((await bot.ask("PATCH", bot.path(secret, `/${mine}`), "x")).status).toBe(404);
  });
});

describe("changing", () => {
  test.each(["PATCH", "PUT"])("edits its own message with %s, and nobody else's", async (method) => {
    const id = await bot.say(room, "before");
    const answer = await bot.ask<BotMessage>(method, bot.path(room, `/${id}`), "<b>after</b> 100%");
    expect(answer).toMatchObject({ status: 200, body: { id, body: { plain_text: "after 100%" } } });
    expect(await find(id)).toMatchObject({ html: "<b>after</b> 100%", editedAt: expect.any(String) });
    expect((await bot.ask(method, bot.path(room, `/${id}`), " ")).status).toBe(422);
    const theirs = await ann.say(room, "mine");
    expect((await bot.ask(method, bot.path(room, `/${theirs.id}`), "x")).status).toBe(403);
    expect((await find(theirs.id)).text).toBe("mine");
  });

  test("deletes its own message, and nobody else's", async () => {
    const id = await bot.say(room, "oops");
    const gone = await bot.ask("DELETE", bot.path(room, `/${id}`));
    expect(gone).toMatchObject({ status: 204, body: "" });
    expect((await bot.ask("DELETE", bot.path(room, `/${id}`))).status).toBe(404);
    const theirs = await ann.say(room, "mine");
    expect((await bot.ask("DELETE", bot.path(room, `/${theirs.id}`))).status).toBe(403);
  });

  test("boosts and takes its own boosts back", async () => {
    const { id } = await ann.say(room, "ship it");
    const { status, body } = await bot.ask<{ id: number }>("POST", bot.path(room, `/${id}/boosts`), "🚀");
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(Number),
      content: "🚀",
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      booster: {
        id: bot.id,
        name: "Deploy Bot",
        role: "bot",
        avatar_url: expect.stringMatching(/^https?:.*\/avatar$/),
      },
      message: { id, url: `${HOST}/rooms/${room}/messages/${id}` },
    });
    for (const content of ["", "  ", "x".repeat(17)]) {
      expect((await bot.ask("POST", bot.path(room, `/${id}/boosts`), content)).status).toBe(422);
    }
    const { id: hers } = await ann.ok<{ id: number }>("POST", `/api/messages/${id}/boosts`, { content: "+1" });
    expect((await bot.ask("DELETE", bot.path(room, `/${id}/boosts/${hers}`))).status).toBe(404);
    expect((await bot.ask("DELETE", bot.path(room, `/${id}/boosts/${body.id}`))).status).toBe(204);
    expect((await find(id)).boosts?.map((boost) => boost.content)).toEqual(["+1"]);
  });
});
