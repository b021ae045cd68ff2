import { afterAll, beforeAll, expect, test } from "vitest";
import { SOUNDS, soundOf } from "../src/messages/sounds.ts";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

const post = (text: string) =>
  ann.ask<{ error: { code: string; message: string } }>("POST", `/api/rooms/${room}/messages`, {
    text,
    clientMessageId: `s-${Math.random()}`,
  });

test("a message of the command and a known name plays it, to Campfire's bots it is the text that it was", async () => {
  const line = await ann.connect();
  const said = await ann.say(room, "/play mario_coin");
  expect(said).toMatchObject({ text: "/play mario_coin", html: "/play mario_coin", sound: "mario_coin" });
  expect((await line.next("message")).message).toEqual(said);
  const bot = await Bot.create(ann, "dj");
  const { body } = await bot.ask<{ body: object }[]>("GET", bot.path(room));
  expect(body[0]!.body).toEqual({
    plain_text: "/play mario_coin",
    html: '<div class="trix-content">\n  /play mario_coin\n</div>\n',
  });
  await line.close();
});

test.each([...SOUNDS])("there is %s", (name) => expect(soundOf(`/play ${name}`)).toBe(name));
test.each(["/play  tada", "/play tada!", "play tada", "say /play tada", "/play tada\n/play bell", "/PLAY tada"])(
  "%j plays nothing",
  (text) => expect(soundOf(text)).toBeNull(),
);

test.each([
  ["/play tadaa", "There is no sound “tadaa”. Did you mean tada?"],
  ["/play trom", "There is no sound “trom”. Did you mean trombone?"],
  ["/play Tada", "There is no sound “Tada”. Did you mean tada?"],
  ["/play", /^Say which sound: 56k, ballmer, .*yodel\.$/],
  [`/play ${"x".repeat(9_000)}`, /^There is no sound “x{40}”\. Did you mean \w+\?$/],
])("%s is refused with what may have been meant", async (text, message) => {
  const { status, body } = await post(text);
  expect(status).toBe(422);
  expect(body.error).toEqual({ code: "invalid", message: expect.stringMatching(message) });
});

test("over a WebSocket and in an edit an unknown name is refused too", async () => {
  const line = await ann.connect();
  line.send({ type: "send", roomId: room, text: "/play tadaa", clientMessageId: "ws" });
  expect(await line.next("refused")).toMatchObject({ code: "invalid", message: expect.stringContaining("tada?") });
  const { id } = await ann.say(room, "quiet");
  expect((await ann.ask("PUT", `/api/messages/${id}`, { text: "/play tadaa" })).status).toBe(422);
  expect(await ann.ok<Message>("PUT", `/api/messages/${id}`, { text: "/play bell" })).toMatchObject({ sound: "bell" });
  await line.close();
});

test("bots play too; what they call otherwise is text, as it always was", async () => {
  const bot = await Bot.create(ann, "jukebox");
  const find = (id: number) => ann.ok<Message>("GET", `/api/messages/${id}`);
  expect(await find(await bot.say(room, "/play trombone"))).toMatchObject({
    sound: "trombone",
    text: "/play trombone",
  });
  expect(await find(await bot.say(room, "/play unheard_of"))).not.toHaveProperty("sound");
});
