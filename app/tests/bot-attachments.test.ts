import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { download, form, upload } from "./support/upload.ts";

let chat: Chat;
let ann: Person;
let bot: Bot;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory", MAX_REQUEST_SIZE: "1048576" } });
  ann = await chat.firstRun();
  bot = await Bot.create(ann, "Builder");
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

const post = (body: FormData, key = bot.key, roomId = room) =>
  fetch(new URL(`/rooms/${roomId}/${key}/messages`, chat.url), { method: "POST", redirect: "manual", body });
const newest = async (): Promise<Message> =>
  (await ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages`)).messages.at(-1)!;

test("a form with an attachment is posted, whatever else is in it", async () => {
  const body = form("the log", "build.log", "text/plain");
  body.set("body", "<b>ignored</b>");
  body.set("other", new File(["ignored"], "other.txt"));
  const response = await post(body);
  expect(response.status).toBe(201);
  expect(await response.text()).toBe("");
  const message = await newest();
  expect(response.headers.get("location")).toMatch(new RegExp(`^http.*/messages/${message.id}$`));
  expect(message).toMatchObject({ creatorId: bot.id, text: "build.log", attachment: { name: "build.log", bytes: 7 } });
  expect(String((await download(ann, message.attachment!.url)).content)).toBe("the log");
});

test("bots read a file's name, and the file", async () => {
  const { body: message } = await upload(ann, room, form("for bots", "data.csv", "text/csv"));
  // biome-ignore lint/suspicious/noExplicitAny: JSON in Campfire's words
  const { body: list } = await bot.ask<any[]>("GET", bot.path(room));
  const { body, attachment } = list.at(-1);
  expect(body).toEqual({ plain_text: "data.csv", html: "" });
  expect(attachment).toMatchObject({ name: "data.csv", content_type: "text/csv", byte_size: 8 });
  const path = new URL(attachment.url).pathname;
  expect(path).toBe(bot.path(room, `/${message.id}/attachment`));
  expect(await bot.ask("GET", path)).toMatchObject({ status: 200, body: "for bots" });
  const text = await bot.say(room, "no file");
  for (const rest of [`/${text}/attachment`, "/99999/attachment", "/x/attachment"])
    expect((await bot.ask("GET", bot.path(room, rest))).status).toBe(404);
});

test("a bot deletes its file, and can't turn it into a text", async () => {
  await post(form("x", "mine.txt"));
  const { id, attachment } = await newest();
  expect((await bot.ask("PATCH", bot.path(room, `/${id}`), "text")).status).toBe(422);
  expect((await bot.ask("DELETE", bot.path(room, `/${id}`))).status).toBe(204);
  expect((await download(ann, attachment!.url)).status).toBe(404);
});

test.each(["PATCH", "PUT"])("a bot puts another file in place of its own, or of its text, by %s", async (method) => {
  const change = (id: number, body: FormData, key = bot.key) =>
    fetch(new URL(`/rooms/${room}/${key}/messages/${id}`, chat.url), { method, body });
  await post(form("first", "report.txt", "text/plain"));
  const before = await newest();
  await ann.ok("POST", `/api/messages/${before.id}/boosts`, { content: "👀" });
  const line = await ann.connect();
  const response = await change(before.id, form("second", "report-2.txt", "text/plain"));
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({
      id: before.id,
      body: { plain_text: "report-2.txt", html: "" },
      attachment: expect.objectContaining({ name: "report-2.txt", byte_size: 6 }),
    }),
  ]);
  const { message: after } = await line.next("changed", ({ message }) => message.text === "report-2.txt");
  expect(after).toMatchObject({ id: before.id, number: before.number, boosts: [{ content: "👀" }] });
  expect(String((await download(ann, after.attachment!.url)).content)).toBe("second");
  expect((await download(ann, before.attachment!.url)).status).toBe(404);
  const removed = await chat.sql(
    "select from file_removals where due_at > now() and due_at < now() + interval '2 hours'",
  );
  expect(removed.length).toBeGreaterThan(0);

  const text = await bot.say(room, "see https://example.com and @Ann");
  expect((await change(text, form("now a file", "notes.txt"))).status).toBe(200);
  const { message: file } = await line.next("changed", ({ message }) => message.id === text);
  expect(file).toMatchObject({ text: "notes.txt", attachment: { name: "notes.txt" } });
  expect(file).not.toHaveProperty("mentions");

  const other = await Bot.create(ann, "Other");
  expect((await change(text, form("mine now", "theft.txt"), other.key)).status).toBe(403);
  expect((await change(99_999, form("x", "x.txt"))).status).toBe(404);
  expect((await change(text, form("x", "x.txt", "", "file"))).status).toBe(422);
  expect((await change(text, form("x".repeat(1_048_576), "x.txt"))).status).toBe(413);
  await ann.ok("DELETE", `/api/messages/${text}`);
  expect((await change(text, form("x", "x.txt"))).status).toBe(404);
  await line.close();
});

test("a form without the attachment, or too large, is refused", async () => {
  expect((await post(form("x", "x.txt", "", "file"))).status).toBe(422);
  expect((await post(form("x".repeat(1_048_576), "x.txt"))).status).toBe(413);
});

test("keys and rooms count for files as for texts", async () => {
  const wrong = await post(form("x", "x.txt"), `${bot.id}-AAAAAAAAAAAA`);
  expect([wrong.status, wrong.headers.get("location")]).toEqual([302, "/session/new"]);
  expect((await post(form("x", "x.txt"), bot.key, 99_999)).status).toBe(404);
  const closed = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "closed", name: "Others" });
  const { body } = await upload(ann, closed.id, form("secret", "secret.txt"));
  for (const roomId of [closed.id, room])
    expect((await bot.ask("GET", bot.path(roomId, `/${body.id}/attachment`))).status).toBe(404);
  const { status } = await fetch(new URL(`${body.attachment!.url}?bot_key=${bot.key}`, chat.url));
  expect(status).toBe(403);
});

test("other forms than those are texts like any other", async () => {
  const mixed = { "content-type": "multipart/mixed; boundary=b" };
  expect((await bot.ask("POST", bot.path(room), "<p>mixed</p>", mixed)).status).toBe(201);
  expect((await newest()).text).toBe("mixed");
});
