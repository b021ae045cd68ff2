import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { WebhookServer } from "./support/webhook.ts";

let chat: Chat;
let ann: Person;
let bot: Bot;
let hook: WebhookServer;
let helper: Bot;
let room: number;

beforeAll(async () => {
  hook = await WebhookServer.start();
  chat = await Chat.start({ settings: { BUS: "memory", WEBHOOK_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
  bot = await Bot.create(ann, "Greeter");
  helper = await Bot.create(ann, "Helper", hook.url);
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(async () => {
  await chat.stop();
  await hook.stop();
});

/** As Rails signs it since 7.1, and before; the signature is another installation's. */
const now = (id: number) =>
  `${Buffer.from(JSON.stringify({ _rails: { data: `gid://campfire/User/${id}?expires_in`, pur: "attachable" } })).toString("base64")}--0123456789abcdef`;
const before = (id: number) => {
  const marshalled = Buffer.from(`\u0004\bI"\u001agid://campfire/User/${id}\u0006:\u0006ET`, "latin1");
  const message = JSON.stringify({ _rails: { message: marshalled.toString("base64"), exp: null, pur: "attachable" } });
  return `${Buffer.from(message).toString("base64")}--0123456789abcdef`;
};
const tag = (sgid: string) =>
  `<action-text-attachment sgid="${sgid}" content-type="application/vnd.campfire.mention"></action-text-attachment>`;
const find = (id: number) => ann.ok<Message>("GET", `/api/messages/${id}`);

test.each([
  ["now", now],
  ["before", before],
])("a bot mentions somebody by the tag that Campfire writes %s", async (_when, sign) => {
  const { text, html, mentions } = await find(
    await bot.say(room, `<div>Hey ${tag(sign(ann.id))}, <b>done</b> &lt;3</div>`),
  );
  expect(text).toBe("Hey @Ann, done <3");
  expect(html).toBe(
    `<div>Hey <span><span class="mention" data-user-id="${ann.id}">@Ann</span></span>, <b>done</b> &lt;3</div>`,
  );
  expect(mentions).toEqual([{ userId: ann.id, start: 4, length: 4 }]);
});

test("the tag calls another bot's webhook once, however often it stands there, and none when it is edited in", async () => {
  const id = await bot.say(room, `${tag(now(helper.id))} and ${tag(now(helper.id))}: go`);
  const heard = await hook.about(id);
  expect(heard.body.message.body.plain).toBe("and : go");
  const silent = await bot.say(room, "nothing yet");
  expect((await bot.ask("PATCH", bot.path(room, `/${silent}`), `${tag(now(helper.id))} now`)).status).toBe(200);
  expect((await find(silent)).text).toBe("@Helper now");
  const last = await bot.say(room, `${tag(now(helper.id))} last`);
  await hook.about(last);
  expect(hook.heard.map(({ body }) => body.message.id)).toEqual([id, last]);
});

test("a webhook's answer may hold the tag, and mentions nobody who isn't in the room", async () => {
  const bob = await chat.member();
  const between = (await ann.ok<Message>("POST", "/api/rooms", { type: "direct", userIds: [helper.id] })).id;
  hook.answer = (response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`Ask ${tag(now(bob.id))} or ${tag(now(ann.id))}`);
  const line = await ann.connect();
  await ann.say(between, "whom?");
  const { message } = await line.next("message", (event) => event.message.creatorId === helper.id);
  const name = (await ann.state()).users.find(({ id }) => id === bob.id)!.name;
  expect(message.text).toBe(`Ask @${name} or @Ann`);
  expect(message.mentions!.map(({ userId }) => userId)).toEqual([ann.id]);
  await line.close();
});

test("a tag that names nobody says nothing, and one of a link leads there", async () => {
  const link = `<action-text-attachment content-type="application/vnd.actiontext.opengraph-embed" href="https://a.example/b" url="https://a.example/c.png" filename="A &lt;page&gt;" caption="About it"></action-text-attachment>`;
  const { html, text } = await find(await bot.say(room, `<p>See ${tag(now(99_999))}${tag("nonsense")}${link}</p>`));
  expect(text).toBe("See A <page>");
  expect(html).toContain('<a href="https://a.example/b" target="_blank" rel="noopener noreferrer">A &lt;page&gt;</a>');
});
