import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Bot as BotEntity, Message } from "../src/protocol/entities.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { isPublic, PrivateAddress, post } from "../src/webhooks/outgoing.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { WebhookServer } from "./support/webhook.ts";

let chat: Chat;
let ann: Person;
let hook: WebhookServer;
let made: BotEntity;
let bot: Bot;
let room: number;

beforeAll(async () => {
  hook = await WebhookServer.start();
  chat = await Chat.start({ settings: { BUS: "memory", WEBHOOK_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
  made = await ann.ok<BotEntity>("POST", "/api/bots", { name: "Helper", webhookUrl: hook.url });
  bot = new Bot(chat.url, made);
});
beforeEach(async () => {
  hook.answer = (response) => response.writeHead(204).end();
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Ops" })).id;
});
afterAll(async () => {
  await chat.stop();
  await hook.stop();
});

const direct = async (...userIds: number[]) =>
  (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds })).id;
const messages = async (roomId: number): Promise<Message[]> =>
  (await ann.ok<MessagePage>("GET", `/api/rooms/${roomId}/messages`)).messages;
/** Waits until nothing is left to call. */
const settled = () =>
  until("no webhook call is left", async () => (await chat.sql("select from webhook_calls")).length === 0);
const answering = (status: number, type: string | null, body: string) => {
  hook.answer = (response) => response.writeHead(status, type === null ? {} : { "content-type": type }).end(body);
};

describe("a webhook", () => {
  test("is told of a mention in Campfire's words, signed", async () => {
    const { id } = await ann.say(room, "@helper please <deploy>");
    const heard = await hook.about(id);
    expect(heard.method).toBe("POST");
    expect(heard.headers["content-type"]).toBe("application/json");
    const html = `<span class="mention" data-user-id="${bot.id}">@helper</span> please &lt;deploy&gt;`;
    expect(heard.body).toEqual({
      user: { id: ann.id, name: "Ann" },
      room: { id: room, name: "Ops", path: `/rooms/${room}/${bot.key}/messages` },
      message: { id, body: { html, plain: "please <deploy>" }, path: `/rooms/${room}/@${id}` },
    });
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(heard.headers["x-campfire-signature"]))!;
    const expected = createHmac("sha256", made.webhookSecret!).update(`${seconds}.${heard.text}`).digest("hex");
    expect(signature).toBe(expected);
  });

  test("may answer through the path that it is told", async () => {
    const { id } = await ann.say(room, "hey @Helper!");
    const { body } = await hook.about(id);
    expect((await bot.ask("POST", body.room.path, "Hey!")).status).toBe(201);
    expect((await messages(room)).map((message) => message.text)).toEqual(["hey @Helper!", "Hey!"]);
  });

  test("is told of everything in a direct room, whose name is null, and of a mention by another bot", async () => {
    const between = await direct(bot.id);
    const { id } = await ann.say(between, "no mention needed");
    expect((await hook.about(id)).body.room).toMatchObject({ id: between, name: null });
    const other = await Bot.create(ann, "Other");
    const said = await other.say(room, "<p>ping <b>@Helper</b></p>");
    expect((await hook.about(said)).body.message.body.plain).toBe("ping");
  });

  test("is told of nothing else: not its own messages, edits, other names, rooms that it isn't in", async () => {
    const other = await direct((await chat.member()).id);
    const silent = [
      (await ann.say(room, "nobody in particular")).id,
      (await ann.say(room, "mail@Helper and @Helperx")).id,
      (await ann.say(other, "@Helper")).id,
      await bot.say(room, "@Helper talks to itself"),
    ];
    await ann.ok("PUT", `/api/messages/${silent[0]}`, { text: "@Helper, edited" });
    const { id } = await ann.say(room, "@Helper now");
    await hook.about(id);
    await settled();
    expect(hook.heard.filter(({ body }) => silent.includes(body.message.id))).toEqual([]);
  });

  test("is not told of a message that was deleted before", async () => {
    await chat.sql("update webhooks set url = $1", ["http://127.0.0.1:1/"]);
    const { id } = await ann.say(room, "@Helper never mind");
    await until("it was tried", async () => (await attempts(id)) === 1);
    await ann.ok("DELETE", `/api/messages/${id}`);
    await chat.sql("update webhooks set url = $1", [hook.url]);
    await chat.sql("update webhook_calls set due_at = now()");
    await settled();
    expect(hook.heard.some(({ body }) => body.message.id === id)).toBe(false);
  });
});

const attempts = async (messageId: number) =>
  (await chat.sql<{ attempts: number }>("select attempts from webhook_calls where message_id = $1", [messageId]))[0]
    ?.attempts;

test("a bot that doesn't keep up is told of the newest thousand messages that wait", async () => {
  const slow = await WebhookServer.start();
  try {
    slow.answer = () => {};
    const { id } = await Bot.create(ann, "Overwhelmed", slow.url);
    const said = (await ann.say(room, "nobody is mentioned")).id;
    await chat.sql(
      `insert into webhook_calls (user_id, message_id, due_at)
       select $1, $2, now() + n * interval '1 ms' from generate_series(1, 1200) n`,
      [id, said],
    );
    const [{ newest }] = (await chat.sql<{ newest: number }>("select max(id)::int as newest from webhook_calls")) as [
      { newest: number },
    ];
    await ann.say(room, "@helper look at the queue");
    await until("only those wait", async () => (await chat.sql("select from webhook_calls")).length <= 1000);
    const waiting = await chat.sql<{ id: number }>("select id::int as id from webhook_calls where user_id = $1", [id]);
    expect(Math.min(...waiting.map((call) => call.id))).toBeGreaterThan(newest - 1000);
    await chat.sql("delete from webhook_calls");
  } finally {
    await slow.stop();
  }
});

test("a bot that doesn't answer holds up no other bot, and is told of everything in the end", async () => {
  const slow = await WebhookServer.start();
  try {
    const held: ServerResponse[] = [];
    const underWay = () => held.filter(({ destroyed }) => !destroyed).length;
    slow.answer = (response) => held.push(response);
    await Bot.create(ann, "Sleeper", slow.url);
    const ids: number[] = [];
    for (let n = 0; n < 15; n++) ids.push((await ann.say(room, `@sleeper ${n}`)).id);
    await until("its share is under way", () => underWay() === 4);
    await hook.about((await ann.say(room, "@helper are you there?")).id);
    // Others take the places of those that were given up after seven seconds, which a slow machine may have needed for this.
    await until("it is its share still", () => underWay() === 4);
    expect(slow.heard.length).toBeLessThan(ids.length);
    await until("it was told of all", () => {
      for (const response of held.splice(0)) response.writeHead(204).end();
      return ids.every((id) => slow.heard.some(({ body }) => body.message.id === id));
    });
    await settled();
  } finally {
    await slow.stop();
  }
});

describe("an answer", () => {
  const texts = async () => (await messages(room)).map((message) => message.text).slice(1);

  test.each([
    ["text/plain", 200, "text/plain", "pong", ["pong"]],
    ["text/html with a charset", 200, "text/html; charset=utf-8", "<b>pong</b> 🏓", ["pong 🏓"]],
    ["nothing to say", 200, "text/plain", " \n", []],
    ["no content type", 200, null, "pong", []],
    [
      "another status that is none of failure, as the file that Campfire makes of it",
      201,
      "text/plain",
      "pong",
      ["attachment.txt"],
    ],
    ["a redirect, which isn't followed", 302, "text/plain", "pong", []],
    ["an error of the caller's", 404, "text/plain", "pong", []],
  ])("with %s", async (_name, status, type, body, expected) => {
    answering(status, type, body);
    const before = hook.heard.length;
    const { id } = await ann.say(room, "@Helper ping");
    await hook.about(id);
    await settled();
    expect(await texts()).toEqual(expected);
    expect(hook.heard.length).toBe(before + 1);
  });

  test("calls no webhooks, so that bots don't talk for ever", async () => {
    const echo = await WebhookServer.start();
    const parrot = await Bot.create(ann, "Parrot", echo.url);
    const between = await direct(bot.id, parrot.id);
    echo.answer = (response) => response.writeHead(200, { "content-type": "text/plain" }).end("@Helper");
    answering(200, "text/plain", "@Parrot");
    const { id } = await ann.say(between, "hello, both");
    await Promise.all([hook.about(id), echo.about(id)]);
    await settled();
    expect((await messages(between)).map((message) => message.text).sort()).toEqual([
      "@Helper",
      "@Parrot",
      "hello, both",
    ]);
    expect(echo.heard).toHaveLength(1);
    await echo.stop();
  });

  test("that doesn't come within 7 seconds is told to the room, once", async () => {
    hook.answer = () => {};
    const { id } = await ann.say(room, "@Helper slowly");
    await settled();
    expect(await texts()).toEqual(["Failed to respond within 7 seconds"]);
    expect(hook.heard.filter(({ body }) => body.message.id === id)).toHaveLength(1);
  });

  test("that comes bit by bit may take longer, while it doesn't stop for 7 seconds", async () => {
    const bits = "It takes a while, as most thoughts do, to be one".split(/(?<= )/);
    hook.answer = (response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const next = () => {
        response.write(bits.shift());
        if (bits.length > 0) setTimeout(next, 800);
        else response.end();
      };
      next();
    };
    await ann.say(room, "@Helper think");
    await settled();
    expect(await texts()).toEqual(["It takes a while, as most thoughts do, to be one"]);
    hook.answer = (response) => response.writeHead(200, { "content-type": "text/plain" }).write("I think th");
    await ann.say(room, "@Helper think again");
    await settled();
    expect((await texts()).at(-1)).toBe("Failed to respond within 7 seconds");
  });

  test("of 5xx has the call repeated under the same number, and is posted once", async () => {
    hook.answer = (response) => response.writeHead(503).end();
    const { id } = await ann.say(room, "@Helper again");
    await hook.about(id);
    await until("it is postponed", async () => (await attempts(id)) === 1);
    answering(200, "text/plain", "now");
    // Instead of waiting 5 s; the lease of a call under way can't be cut short by this, since it was answered.
    await until("the answer came", async () => {
      await chat.sql("update webhook_calls set due_at = now()");
      return (await texts()).length > 0;
    });
    await settled();
    const calls = hook.heard.filter(({ body }) => body.message.id === id);
    expect(calls.length).toBeGreaterThanOrEqual(2);
    expect(new Set(calls.map(({ headers }) => headers["x-campfire-delivery"])).size).toBe(1);
    expect(await texts()).toEqual(["now"]);
  });
});

describe("private addresses", () => {
  const options = { headers: {}, body: "{}", timeoutMs: 5_000, largestAnswer: 100, allowPrivate: false };

  test.each([
    "http://127.0.0.1:1/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://169.254.169.254/",
    "http://0/",
  ])("%s is refused", async (url) => {
    await expect(post(new URL(url), options)).rejects.toBeInstanceOf(PrivateAddress);
  });

  test("are refused also when a name leads to them", async () => {
    const before = hook.heard.length;
    await expect(post(new URL(hook.url), options)).rejects.toBeInstanceOf(PrivateAddress);
    expect(hook.heard.length).toBe(before);
    expect((await post(new URL(hook.url), { ...options, body: '{"message":{}}', allowPrivate: true })).status).toBe(
      204,
    );
  });

  test.each([
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "fc00::1",
    "fe80::1",
    "::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "2002:a00:1::1",
    "2001::5ef5:79fd",
    "::7f00:1",
    "::10.0.0.1",
    "::8.8.8.8",
    "4000::1",
    "224.0.0.1",
    "168.63.129.16",
    "::ffff:168.63.129.16",
  ])("%s isn't public", (address) => expect(isPublic(address)).toBe(false));

  test.each(["93.184.215.14", "168.63.129.17", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is public", (address) =>
    expect(isPublic(address)).toBe(true),
  );
});
