import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Bot as BotEntity, Message } from "../src/protocol/entities.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { download, form, upload } from "./support/upload.ts";
import { WebhookServer } from "./support/webhook.ts";

let chat: Chat;
let ann: Person;
let hook: WebhookServer;
let bot: BotEntity;
let room: number;

beforeAll(async () => {
  hook = await WebhookServer.start();
  chat = await Chat.start({ settings: { BUS: "memory", WEBHOOK_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
  bot = await ann.ok<BotEntity>("POST", "/api/bots", { name: "Helper", webhookUrl: hook.url });
});
beforeEach(async () => {
  hook.answer = (response) => response.writeHead(204).end();
  room = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Ops" })).id;
});
afterAll(async () => {
  await chat.stop();
  await hook.stop();
});

const messages = async (): Promise<Message[]> =>
  (await ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages`)).messages;
/** Waits until nothing is left to call. */
const settled = () =>
  until("no webhook call is left", async () => (await chat.sql("select from webhook_calls")).length === 0);

describe("a webhook's file", () => {
  test.each([
    ["image/png", "attachment.png", Buffer.from("89504e470d0a1a0a", "hex")],
    ["image/jpeg", "attachment.jpeg", Buffer.from([0xff, 0xd8])],
    ["application/json; charset=utf-8", "attachment.json", Buffer.from('{"ok":true}')],
    ["text/csv", "attachment.csv", Buffer.from("a,b")],
    ["x/unheard-of", "attachment.bin", Buffer.from("?")],
  ])("of %s is posted as %s, and calls nobody", async (type, name, content) => {
    hook.answer = (response) => response.writeHead(200, { "content-type": type }).end(content);
    await ann.say(room, "@Helper a file, please");
    await settled();
    const [, posted] = await messages();
    expect(posted).toMatchObject({ creatorId: bot.id, text: name, attachment: { name, bytes: content.length } });
    expect((await download(ann, posted!.attachment!.url)).content.equals(content)).toBe(true);
  });

  test.each<[string, number, string, Buffer]>([
    ["that is empty", 200, "image/png", Buffer.alloc(0)],
    ["of a redirect", 302, "text/html", Buffer.from("<p>elsewhere</p>")],
    ["of a failure", 404, "application/json", Buffer.from("{}")],
    ["that is too large", 200, "application/zip", Buffer.alloc(9_000_000)],
  ])("%s is not posted", async (_what, status, type, content) => {
    hook.answer = (response) => response.writeHead(status, { "content-type": type }).end(content);
    await ann.say(room, "@Helper a file, please");
    await settled();
    expect(await messages()).toHaveLength(1);
  });

  test("that a person sends is told by its name", async () => {
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [bot.id] });
    const { body } = await upload(ann, id, form("x", "plan <b>.pdf", "application/pdf"));
    const heard = await hook.about(body.id);
    expect(heard.body.message.body).toEqual({ plain: "plan <b>.pdf", html: null });
  });
});
