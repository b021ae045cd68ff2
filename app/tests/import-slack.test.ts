import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ImportReport } from "../src/moving/report.ts";
import { boostOf } from "../src/moving/slack/emoji.ts";
import { importSlack } from "../src/moving/slack/import.ts";
import { readMrkdwn } from "../src/moving/slack/mrkdwn.ts";
import type { Message, Room } from "../src/protocol/entities.ts";
import { scratchFolder, writeZip } from "./support/archive.ts";
import { Chat } from "./support/chat.ts";
import { campfire } from "./support/command.ts";
import { emptyChat, importInto } from "./support/moving.ts";
import type { Person } from "./support/person.ts";

const at = (second: number) => `${1_700_000_000 + second}.000100`;
const message = (second: number, user: string, text: string, more: object = {}) => ({
  type: "message",
  user,
  text,
  ts: at(second),
  ...more,
});

const EXPORT: Record<string, unknown> = {
  "users.json": [
    {
      id: "U1",
      team_id: "T1",
      name: "ann",
      is_admin: true,
      profile: { real_name: "Ann Slack", email: "ANN@example.com" },
    },
    {
      id: "U2",
      team_id: "T1",
      name: "bob",
      is_admin: true,
      profile: { display_name: "Bob", email: "bob@example.com", title: "Baker" },
    },
    { id: "U3", team_id: "T1", name: "eve", deleted: true, profile: { real_name: "Eve", email: "eve@example.com" } },
    { id: "U4", team_id: "T1", name: "ci", is_bot: true, profile: { real_name: "CI" } },
  ],
  "channels.json": [
    { id: "C1", name: "general", created: 1_600_000_000, creator: "U1", members: ["U1", "U2"] },
    { id: "C2", name: "old", is_archived: true, members: ["U1"] },
  ],
  "groups.json": [{ id: "G1", name: "board", members: ["U2", "U3"] }],
  "dms.json": [{ id: "D1", members: ["U1", "U2"] }],
  "general/2023-11-15.json": [
    message(86_400, "U3", "the next day", { thread_ts: at(1) }),
    { type: "message", subtype: "tombstone", user: "USLACKBOT", text: "deleted", ts: at(86_401) },
  ],
  "general/2023-11-14.json": [
    message(2, "U2", "see <https://example.com|the plan>, <@U1> &amp; <#C2>", { edited: { user: "U2", ts: at(60) } }),
    message(1, "U1", "Who comes *tomorrow*? :tada:", {
      thread_ts: at(1),
      reactions: [
        { name: "+1::skin-tone-3", users: ["U2", "U3", "U9"] },
        { name: "our-own-emoji-of-length", users: ["U1"] },
      ],
    }),
    message(3, "U2", "I do", { thread_ts: at(1) }),
    { type: "message", subtype: "channel_join", user: "U2", text: "<@U2> has joined the channel", ts: at(4) },
    {
      type: "message",
      subtype: "bot_message",
      bot_id: "B1",
      username: "Deploys",
      text: "",
      attachments: [{ fallback: "deployed &lt;v2&gt;" }],
      ts: at(5),
    },
    message(6, "U8", "from another organisation", { user_profile: { real_name: "Guest" } }),
    message(7, "U2", "", {
      files: [
        { name: "plan.pdf", permalink: "https://files.slack.com/plan.pdf" },
        { name: "gone.pdf", mode: "tombstone" },
      ],
    }),
  ],
  "board/2023-11-14.json": [message(1, "U2", "secret")],
  "D1/2023-11-14.json": [message(1, "U2", "between us")],
};

const texts = Object.fromEntries(Object.entries(EXPORT).map(([name, value]) => [name, JSON.stringify(value)]));

let folder: string;
let zip: string;
let chat: Chat;
let ann: Person;
let report: ImportReport;
let rooms: Room[];
beforeAll(async () => {
  folder = await scratchFolder();
  zip = join(folder, "slack.zip");
  await writeZip(zip, texts);
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  await ann.say((await ann.state()).rooms[0]!.id, "here before");
  report = await importInto(chat.databaseUrl, (importer) => importSlack(importer, zip));
  rooms = (await ann.state()).rooms;
});
afterAll(async () => {
  await chat.stop();
  await rm(folder, { recursive: true });
});

const roomOf = (name: string | null) => rooms.find((room) => room.name === name)!;
const messagesOf = async (room: Room) =>
  (await ann.ok<{ messages: Message[] }>("GET", `/api/rooms/${room.id}/messages`)).messages;

describe("importing a Slack export", () => {
  test("counts everything that it read, as imported or skipped with a reason", () => {
    for (const [kind, { read, imported, skipped }] of report.counts) {
      expect([kind, read]).toEqual([kind, imported + [...skipped.values()].reduce((sum, count) => sum + count, 0)]);
    }
    const counts = Object.fromEntries([...report.counts].map(([kind, { read, imported }]) => [kind, [read, imported]]));
    expect(counts).toMatchObject({ users: [6, 5], rooms: [4, 4], messages: [11, 9], boosts: [4, 3] });
    expect(Object.fromEntries(report.counts.get("messages")!.skipped)).toEqual({
      "notices of Slack": 1,
      "deleted in Slack": 1,
    });
    expect(report.text()).toContain("2 files came as links to Slack");
    expect(report.text()).toContain("1 administrators of Slack came as members");
  });

  test("knows people by their e-mail address, and brings the others", async () => {
    const { users } = await ann.state();
    const seen = Object.fromEntries(users.map(({ name, role, active = true, bio }) => [name, [role, active, bio]]));
    expect(seen).toEqual({
      Ann: ["administrator", true, undefined],
      Bob: ["member", true, "Baker"],
      Eve: ["member", false, undefined],
      CI: ["bot", false, undefined],
      Deploys: ["bot", false, undefined],
      Guest: ["member", false, undefined],
    });
    const reset = await campfire(
      chat.env(),
      ["reset-password", "bob@example.com", "--password-stdin"],
      "a new password",
    );
    expect(reset.code).toBe(0);
  });

  test("makes rooms of channels, private channels and direct messages, with nothing unread", async () => {
    const general = roomOf("general");
    expect(general).toMatchObject({ type: "open", involvement: "mentions" });
    expect(roomOf("old")).toMatchObject({ type: "open", involvement: "invisible" });
    expect(roomOf("board")).toBeUndefined();
    expect(rooms.find(({ type }) => type === "direct")).toMatchObject({ lastNumber: 1 });
    for (const { lastNumber, readNumber, name } of rooms.filter(({ name }) => name !== "All Talk"))
      expect([name, readNumber]).toEqual([name, lastNumber]);
    const { id } = (await ann.state()).users.find(({ name }) => name === "Bob")!;
    const direct = await ann.ok<Room>("POST", "/api/rooms", { type: "direct", userIds: [id] });
    expect(rooms.map((room) => room.id)).toContain(direct.id);
  });

  test("puts what was said in order, with threads flattened, names, emoji, boosts and links", async () => {
    const said = await messagesOf(roomOf("general"));
    expect(said.map(({ text }) => text)).toEqual([
      "Who comes **tomorrow**? 🎉",
      "see the plan (https://example.com), @Ann & #old",
      "> Who comes **tomorrow**? 🎉\n\nI do",
      "deployed <v2>",
      "from another organisation",
      "plan.pdf: https://files.slack.com/plan.pdf\ngone.pdf (deleted in Slack)",
      "> Who comes **tomorrow**? 🎉\n\nthe next day",
    ]);
    expect(said.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(said[1]).toMatchObject({ createdAt: "2023-11-14T22:13:22.000Z", editedAt: "2023-11-14T22:14:20.000Z" });
    expect(said[1]!.mentions).toMatchObject([{ userId: ann.id }]);
    expect(said[0]!.boosts!.map(({ content }) => content)).toEqual(["👍", "👍", ":our-own-emoji-o"]);
  });

  test("again adds nothing, also from the folder that the zip unpacks to", async () => {
    const unpacked = join(folder, "unpacked");
    for (const [name, content] of Object.entries(texts)) {
      await mkdir(dirname(join(unpacked, name)), { recursive: true });
      await writeFile(join(unpacked, name), content);
    }
    const ran = await campfire(chat.env(), ["import", "slack", unpacked]);
    expect(ran.code).toBe(0);
    for (const kind of ["users", "rooms", "messages"])
      expect(ran.output).toMatch(new RegExp(`^${kind} +\\d+ +0 +\\d+$`, "m"));
    expect((await messagesOf(roomOf("general"))).length).toBe(7);
  });

  test("goes on after what was said here meanwhile, and brings what is new there", async () => {
    await ann.say(roomOf("general").id, "here now");
    const later = join(folder, "later.zip");
    await writeZip(later, { ...texts, "general/2024-01-01.json": JSON.stringify([message(9_000_000, "U1", "late")]) });
    const again = await importInto(chat.databaseUrl, (importer) => importSlack(importer, later));
    expect(again.counts.get("messages")).toMatchObject({ imported: 1 });
    expect((await messagesOf(roomOf("general"))).slice(-2).map(({ number, text }) => [number, text])).toEqual([
      [8, "here now"],
      [9, "late"],
    ]);
  });

  test("in a dry run says the same and does nothing", async () => {
    const other = await Chat.start({ settings: { BUS: "memory" } });
    await other.firstRun();
    const dry = await importInto(other.databaseUrl, (importer) => importSlack(importer, zip), { dryRun: true });
    expect(dry.text()).toBe(report.text());
    expect(await other.sql("select from messages")).toEqual([]);
    expect(await other.sql("select from imported_ids")).toEqual([]);
    await other.stop();
  });

  test("needs a chat that is set up, and an export", async () => {
    const empty = await emptyChat();
    await expect(importInto(empty, (importer) => importSlack(importer, zip))).rejects.toMatchObject({
      code: "import_not_set_up",
    });
    const refused = importInto(chat.databaseUrl, (importer) => importSlack(importer, import.meta.dirname));
    await expect(refused).rejects.toMatchObject({
      code: "import_unreadable",
      message: expect.stringContaining("users.json"),
    });
  });
});

describe("Slack's mrkdwn", () => {
  const names = {
    user: (id: string) => (id === "U1" ? "Ann" : undefined),
    channel: (id: string) => (id === "C1" ? "general" : undefined),
  };

  test.each([
    ["hi <@U1>", "hi @Ann"],
    ["hi <@U7|eve> and <@U8>", "hi @eve and @U8"],
    ["<#C1>, <#C9|other>, <#C8|>", "#general, #other, #C8"],
    ["<!here> <!channel> <!subteam^S1|@team> <!date^1700000000^{date}|then>", "@here @channel @team then"],
    ["<https://a.example>", "https://a.example"],
    ["<http://a.example|a.example>", "http://a.example"],
    ["<mailto:a@b.example|a@b.example>", "a@b.example"],
    ["*bold* (*both words*), 2*3*4 ~gone~ _slanted_", "**bold** (**both words**), 2*3*4 ~~gone~~ _slanted_"],
    ["`*not* &lt;here&gt;` ```a = *b*```", "`*not* <here>` \n```\na = *b*\n```\n"],
    ["&lt;b&gt; &amp;lt;", "<b> &lt;"],
    [":wave::skin-tone-2: :not-an-emoji: 10:30:00", "👋 :not-an-emoji: 10:30:00"],
    [":u6708: :constructor:", "🈷️ :constructor:"],
  ])("%s", (source, text) => {
    expect(readMrkdwn(source, names)).toBe(text);
  });

  test("knows reactions by Slack's names", () => {
    expect(["thumbsup", "heart", "the_horns", "parrot-own"].map(boostOf)).toEqual(["👍", "❤️", "🤘", ":parrot-own:"]);
  });
});
