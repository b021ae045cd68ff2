import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../src/protocol/entities.ts";
import { MAX_TEXT_LENGTH } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { WebhookServer } from "./support/webhook.ts";

let chat: Chat;
let ann: Person;
let bob: Person;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres", WEBHOOK_ALLOW_PRIVATE: "true" } });
  ann = await chat.firstRun();
  bob = await chat.member(1);
  room = (await ann.state()).rooms[0]!.id;
});
afterAll(() => chat.stop());

const find = (id: number) => bob.ok<Message>("GET", `/api/messages/${id}`);

describe("what people write as Markdown", () => {
  test("is the same to the sender, to those who hear it and to those who read it, on every replica", async () => {
    const line = await bob.connect();
    const said = await ann.say(room, "**Now**\n```sh\nrm -rf <tmp>\n```");
    expect(said.text).toBe("**Now**\n```sh\nrm -rf <tmp>\n```");
    expect(said.html).toBe(
      '<p><strong>Now</strong></p>\n<pre><code class="language-sh">rm -rf &lt;tmp&gt;\n</code></pre>',
    );
    expect((await line.next("message", ({ message }) => message.id === said.id)).message).toEqual(said);
    expect(await find(said.id)).toEqual(said);
    await line.close();
  });

  test("is edited as it was written", async () => {
    const { id } = await ann.say(room, "*before*");
    const edited = await ann.ok<Message>("PUT", `/api/messages/${id}`, { text: "`@Ann` ~~before~~ after" });
    expect(edited).toMatchObject({ text: "`@Ann` ~~before~~ after", html: "<code>@Ann</code> <s>before</s> after" });
    expect(edited).not.toHaveProperty("mentions");
    expect(await find(id)).toEqual(edited);
  });

  test("mentions nobody in code", async () => {
    const said = await ann.say(room, "`@Ann` and @ann");
    expect(said.mentions).toEqual([{ userId: ann.id, start: 11, length: 4 }]);
    expect(await ann.say(room, "```\n@Ann\n```")).not.toHaveProperty("mentions");
  });

  test("is found by its words", async () => {
    const said = await ann.say(room, "the **zebra**s ~~ran~~ `giraffe_count`\n> ostrich");
    for (const query of ["zebra", "ran", "giraffe_count", "ostrich"]) {
      const { messages } = await bob.ok<{ messages: Message[] }>("GET", `/api/search?query=${query}`);
      expect(messages.map(({ id }) => id)).toEqual([said.id]);
    }
  });

  test("tells bots what was typed, and how it is shown", async () => {
    const webhook = await WebhookServer.start();
    const bot = await Bot.create(ann, "helper", webhook.url);
    const text = "@helper deploy **my_app** 2*3*4\n- `@helper`";
    const { id, html } = await bob.say(room, text);
    const { body } = (await webhook.about(id)).body.message;
    expect(body).toEqual({ html, plain: "deploy **my_app** 2*3*4\n- `@helper`" });
    expect(html).toContain(
      "deploy <strong>my_app</strong> 2<em>3</em>4</p>\n<ul>\n<li><code>@helper</code></li>\n</ul>",
    );
    const { body: page } = await bot.ask<{ id: number; body: object }[]>("GET", bot.path(room));
    expect(page.find((one) => one.id === id)!.body).toEqual({
      plain_text: text,
      html: `<div class="trix-content">\n  ${html}\n</div>\n`,
    });
    await webhook.stop();
  });

  test("is none of what was said before there was Markdown, nor of what bots say, until it is edited", async () => {
    const { id } = await ann.say(room, "2 * 3 * 4 is *24*");
    await chat.sql("update messages set markdown = false where id = $1", [id]);
    expect((await find(id)).html).toBe("2 * 3 * 4 is *24*");
    const edited = await ann.ok<Message>("PUT", `/api/messages/${id}`, { text: "it is *24*" });
    expect(edited.html).toBe("it is <em>24</em>");
    const bot = await Bot.create(ann, "parrot");
    expect((await find(await bot.say(room, "*no* <b>yes</b>"))).html).toBe("*no* <b>yes</b>");
  });
});

describe("text of any kind", () => {
  const kinds: [string, string][] = [
    ["right to left", "مرحبا **بالعالم** שלום"],
    ["marks that override the direction", "a\u202egnp.exe\u202c and \u2067אב\u2069"],
    ["combining characters", "e\u0301 Z\u0351\u036b\u0343 क्षि"],
    ["emoji of several characters", "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 1️⃣"],
    ["letters of private use", "\ue000 \uf8ff @Ann"],
    ["the longest", "ü".repeat(MAX_TEXT_LENGTH)],
    [
      "the longest Markdown",
      "**ab** `c`\n"
        .repeat(1000)
        .slice(0, MAX_TEXT_LENGTH - 1)
        .padEnd(MAX_TEXT_LENGTH, "x"),
    ],
  ];
  test.each(kinds)("comes back as it was: %s", async (_kind, text) => {
    const { id } = await ann.say(room, text);
    const found = await find(id);
    expect(found.text).toBe(text);
    const shown = found.html.replaceAll(/<[^>]*>/g, "");
    expect(shown.replaceAll("\n", "")).toBe(text.replaceAll(/\*\*|`|\n/g, ""));
  });

  test("is refused when it is longer than the longest", async () => {
    const body = { text: "x".repeat(MAX_TEXT_LENGTH + 1), clientMessageId: "too-long" };
    expect((await ann.ask("POST", `/api/rooms/${room}/messages`, body)).status).toBe(422);
  });
});
