import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hash } from "bcryptjs";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileOf } from "../src/moving/campfire/files.ts";
import { importCampfire } from "../src/moving/campfire/import.ts";
import type { ImportReport } from "../src/moving/report.ts";
import type { Message, Room } from "../src/protocol/entities.ts";
import { scratchFolder } from "./support/archive.ts";
import { Chat } from "./support/chat.ts";
import { campfire } from "./support/command.ts";
import { importInto } from "./support/moving.ts";
import { mentionOf, OnceCampfire } from "./support/once-campfire.ts";
import { Person } from "./support/person.ts";

let folder: string;
let path: string;
let chat: Chat;
let report: ImportReport;
let ann: Person;
let rooms: Room[];
beforeAll(async () => {
  folder = await scratchFolder();
  path = join(folder, "production.sqlite3");
  await makeCampfire();
  chat = await Chat.start({ settings: { BUS: "memory" } });
  report = await importInto(chat.databaseUrl, (importer) => importCampfire(importer, path, folder), {
    files: chat.filesFolder,
  });
  ann = new Person(chat.url, 7);
  await ann.ok("POST", "/api/session", { email: "ann@example.com", password: "the old password" });
  rooms = (await ann.state()).rooms;
});
afterAll(async () => {
  await chat.stop();
  await rm(folder, { recursive: true });
});

async function makeCampfire(): Promise<void> {
  const old = new OnceCampfire(path);
  const settings = JSON.stringify({ restrict_room_creation_to_administrators: true });
  old.add("accounts", { id: 1, name: "Old Acme", join_code: "abcd-EFGH-1234", custom_styles: "body { }", settings });
  const password = await hash("the old password", 4);
  const person = (id: number, name: string, other: object = {}) =>
    old.add("users", {
      id,
      name,
      email_address: `${name.toLowerCase()}@example.com`,
      password_digest: password,
      ...other,
    });
  person(7, "Ann", { role: 1, bio: "Founder" });
  person(8, "Bob");
  person(9, "Eve", { status: 1, email_address: "eve-deactivated-1@example.com" });
  person(10, "Mallory", { status: 2 });
  person(12, "Deploys", { role: 2, email_address: null, password_digest: null, bot_token: "aB3dEf5hJk7m" });
  old.add("webhooks", { id: 1, user_id: 12, url: "https://bots.example.com/hook" });
  old.add("bans", { id: 1, user_id: 10, ip_address: "192.0.2.66" });
  old.add("rooms", { id: 3, name: "All Talk", type: "Rooms::Open", creator_id: 7 });
  old.add("rooms", { id: 4, name: "Board", type: "Rooms::Closed", creator_id: 99 });
  old.add("rooms", { id: 5, name: null, type: "Rooms::Direct", creator_id: 8 });
  old.add("rooms", { id: 6, name: null, type: "Rooms::Direct", creator_id: 7 });
  let id = 0;
  const join = (room: number, user: number, involvement = "mentions", unread: string | null = null) =>
    old.add("memberships", { id: ++id, room_id: room, user_id: user, involvement, unread_at: unread });
  join(3, 7, "everything", "2026-01-02 10:23:00.0");
  for (const user of [8, 12]) join(3, user);
  join(4, 7, "nothing");
  for (const room of [5, 6]) for (const user of [8, 7]) join(room, user, "everything");
  join(3, 1234);
  old.say(21, 3, 7, "<div>Hello <b>bold</b> world</div>");
  old.say(22, 3, 8, `<div>Hi ${mentionOf(7)}, and ${mentionOf(8, true)} &amp; https://example.com</div>`);
  old.say(23, 3, 12, "<h1>Deployed</h1><ul><li>one</li></ul>");
  old.say(24, 3, 8, "<div>first line<br>second line</div>", { edited: true });
  old.say(25, 3, 8, "<div>/play bell</div>", { minute: 5 });
  old.say(26, 5, 8, "<div>only us</div>");
  old.say(27, 3, 7, "");
  old.attach(1, "Message", 27, "plan <b>.pdf");
  old.attach(2, "User", 7, "me.png");
  old.attach(3, "User", 8, "lost.png", "not-there");
  old.attach(4, "Account", 1, "logo.png");
  const image = { width: 300, height: 200, channels: 3, background: "#c33" } as const;
  const png = await sharp({ create: image }).png().toBuffer();
  for (const key of ["key1", "key2", "key4"]) {
    await mkdir(dirname(fileOf(folder, key)), { recursive: true });
    await writeFile(fileOf(folder, key), png);
  }
  old.add("messages", { id: 28, room_id: 4, creator_id: 7, client_message_id: "client-29" });
  old.say(29, 4, 7, "<div>the same client id</div>");
  old.add("boosts", { id: 31, message_id: 21, booster_id: 8, content: "👍" });
  old.add("boosts", { id: 32, message_id: 24, booster_id: 7, content: "hm" });
  old.add("searches", { id: 1, user_id: 7, query: "budget" });
  old.add("sessions", { id: 1, user_id: 7, token: "t" });
  old.add("push_subscriptions", { id: 1, user_id: 7, endpoint: "https://push.example.com" });
  old.close();
}

const messagesOf = async (roomId: number) =>
  (await ann.ok<{ messages: Message[] }>("GET", `/api/rooms/${roomId}/messages`)).messages;

describe("importing a once-campfire", () => {
  test("counts everything that it read, as imported or skipped with a reason", () => {
    for (const [kind, { read, imported, skipped }] of report.counts) {
      expect([kind, read]).toEqual([kind, imported + [...skipped.values()].reduce((sum, count) => sum + count, 0)]);
    }
    const counts = Object.fromEntries([...report.counts].map(([kind, { read, imported }]) => [kind, [read, imported]]));
    expect(counts).toMatchObject({
      users: [5, 5],
      rooms: [4, 4],
      messages: [9, 9],
      boosts: [2, 2],
      memberships: [9, 8],
    });
    expect(counts).toMatchObject({
      sessions: [1, 0],
      avatars: [2, 1],
      logos: [1, 1],
      "custom styles": [1, 0],
      "push subscriptions": [1, 0],
    });
    expect(counts).toMatchObject({ attachments: [1, 1] });
  });

  test("keeps people, with passwords, roles and the invite link", async () => {
    const { account, users, user } = await ann.state();
    expect(account).toMatchObject({
      name: "Old Acme",
      joinUrl: expect.stringContaining("/join/abcd-EFGH-1234"),
      onlyAdministratorsCreateRooms: true,
    });
    expect((await ann.ask("GET", user.avatarUrl!)).headers.get("content-type")).toBe("image/webp");
    expect(await chat.sql("select from accounts where logo is not null")).toHaveLength(1);
    expect(user).toMatchObject({ id: 7, name: "Ann", role: "administrator", bio: "Founder" });
    const seen = Object.fromEntries(
      users.map(({ id, role, active, banned }) => [id, [role, active ?? true, banned ?? false]]),
    );
    expect(seen).toEqual({
      7: ["administrator", true, false],
      8: ["member", true, false],
      9: ["member", false, false],
      10: ["member", false, true],
      12: ["bot", true, false],
    });
    const eve = await new Person(chat.url).ask("POST", "/api/session", {
      email: "eve@example.com",
      password: "the old password",
    });
    expect(eve.status).toBe(401);
    expect(await chat.sql("select address from blocked_addresses")).toEqual([{ address: "192.0.2.66" }]);
  });

  test("keeps rooms, how much of them people hear and what they have read", async () => {
    const shown = rooms.map(({ id, type, name, involvement, lastNumber, readNumber }) => [
      id,
      type,
      name,
      involvement,
      lastNumber,
      readNumber,
    ]);
    expect(shown.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      [3, "open", "All Talk", "everything", 6, 3],
      [4, "closed", "Board", "nothing", 2, 2],
      [5, "direct", null, "everything", 1, 1],
      [6, "direct", null, "everything", 0, 0],
    ]);
    expect(await ann.ok("POST", "/api/rooms", { type: "direct", userIds: [8] })).toMatchObject({ id: 5 });
  });

  test("keeps messages by their ids, in the order in which they were said", async () => {
    const said = await messagesOf(3);
    expect(said.map(({ id, number, creatorId }) => [id, number, creatorId])).toEqual([
      [25, 1, 8],
      [21, 2, 7],
      [22, 3, 8],
      [23, 4, 12],
      [24, 5, 8],
      [27, 6, 7],
    ]);
    expect(said.map(({ text }) => text)).toEqual([
      "/play bell",
      "Hello bold world",
      "Hi @Ann, and @Bob & https://example.com",
      expect.stringContaining("Deployed"),
      "first line\nsecond line",
      "plan <b>.pdf",
    ]);
    expect(said[1]!.html).toContain("<b>bold</b>");
    expect(said[2]!.mentions!.map(({ userId }) => userId)).toEqual([7, 8]);
    expect(said[2]!.html).toContain('<a href="https://example.com"');
    expect(said[4]).toMatchObject({ createdAt: "2026-01-02T10:24:00.500Z", editedAt: "2026-01-02T10:24:30.500Z" });
    expect(said[5]!.attachment).toMatchObject({ name: "plan <b>.pdf", bytes: expect.any(Number) });
    const file = await ann.ask<string>("GET", said[5]!.attachment!.url);
    expect([file.status, file.body.slice(1, 4)]).toEqual([200, "PNG"]);
    expect(await chat.sql("select from file_removals")).toEqual([]);
    const boosted = said
      .filter(({ boosts }) => boosts)
      .map(({ id, boosts }) => [id, boosts![0]!.userId, boosts![0]!.content]);
    expect(boosted).toEqual([
      [21, 8, "👍"],
      [24, 7, "hm"],
    ]);
    expect(new Set(said.map(({ change }) => change).filter(Boolean)).size).toBe(2);
  });

  test("leaves bots' keys and permalinks working", async () => {
    const url = `${chat.url}/rooms/3/12-aB3dEf5hJk7m/messages`;
    const posted = await fetch(url, { method: "POST", body: "still here" });
    expect(posted.status).toBe(201);
    expect(Number(posted.headers.get("location")!.split("/").at(-1))).toBeGreaterThan(29);
    const permalink = await ann.ask("GET", "/messages/21");
    expect([permalink.status, permalink.headers.get("location")]).toEqual([302, "/rooms/3/@21"]);
    const { bots } = await ann.ok<{ bots: object[] }>("GET", "/api/bots");
    expect(bots).toMatchObject([
      { id: 12, webhookUrl: "https://bots.example.com/hook", webhookSecret: expect.any(String) },
    ]);
  });

  test("leaves links to files working, for members of their rooms", async () => {
    const signed = (data: object) => `${Buffer.from(JSON.stringify({ _rails: data })).toString("base64")}--0123abcd`;
    const id = signed({ data: 1, pur: "blob_id" });
    const older = signed({ message: Buffer.from("1").toString("base64"), exp: null, pur: "blob_id" });
    const { messages } = await ann.ok<{ messages: Message[] }>("GET", "/api/rooms/3/messages");
    const { url } = messages.find((message) => message.id === 27)!.attachment!;
    for (const path of [
      `blobs/redirect/${id}/plan.pdf`,
      `blobs/proxy/${older}/x`,
      `representations/redirect/${id}/eyJf/x`,
    ]) {
      const answer = await ann.ask("GET", `/rails/active_storage/${path}`);
      expect([path, answer.status, answer.headers.get("location")]).toEqual([path, 302, url]);
    }
    const stranger = await chat.member();
    await chat.sql("delete from memberships where user_id = $1", [stranger.id]);
    expect((await stranger.ask("GET", `/rails/active_storage/blobs/redirect/${id}/plan.pdf`)).status).toBe(404);
    expect((await new Person(chat.url).ask("GET", `/rails/active_storage/blobs/redirect/${id}/x`)).status).toBe(401);
    for (const path of ["disk/abc/x", `blobs/redirect/${signed({ data: 99, pur: "blob_id" })}/x`, "blobs/redirect/x/y"])
      expect((await ann.ask("GET", `/rails/active_storage/${path}`)).status).toBe(404);
  });

  test("again adds nothing, though the chat went on", async () => {
    const count = async () => (await chat.sql<{ count: string }>("select count(*) from messages"))[0]!.count;
    const before = await count();
    const ran = await campfire(chat.env(), ["import", "campfire", path]);
    expect(ran).toMatchObject({ code: 0, output: expect.stringMatching(/^messages +9 +0 +9$/m) });
    expect(await count()).toBe(before);
  });

  test("later brings what was said there meanwhile", async () => {
    const later = new (await import("node:sqlite")).DatabaseSync(path);
    later.exec(
      `insert into messages select 40, room_id, creator_id, 'client-40', '2026-03-01 10:00:00', updated_at from messages where id = 21`,
    );
    later.exec(`insert into action_text_rich_texts (name, body, record_type, record_id, created_at, updated_at)
      values ('body', '<div>late</div>', 'Message', 40, '2026-03-01 10:00:00', '2026-03-01 10:00:00')`);
    later.close();
    const again = await importInto(chat.databaseUrl, (importer) => importCampfire(importer, path));
    expect(again.counts.get("messages")).toMatchObject({ imported: 1 });
    expect((await messagesOf(3)).at(-1)).toMatchObject({ id: 40, text: "late", number: 8 });
  });

  test("refuses what is no once-campfire, and a chat of others", async () => {
    const text = join(folder, "text");
    await writeFile(text, "no database");
    const read = (file: string) => importInto(chat.databaseUrl, (importer) => importCampfire(importer, file));
    await expect(read(text)).rejects.toMatchObject({ code: "import_unreadable" });
    const empty = new (await import("node:sqlite")).DatabaseSync(join(folder, "empty.sqlite3"));
    empty.exec("create table users (id integer)");
    empty.close();
    await expect(read(join(folder, "empty.sqlite3"))).rejects.toMatchObject({
      message: expect.stringContaining("no table accounts"),
    });
    const other = await Chat.start({ settings: { BUS: "memory" } });
    for (let id = 1; id < 10; id++) await other.member();
    const refused = importInto(other.databaseUrl, (importer) => importCampfire(importer, path));
    await expect(refused).rejects.toMatchObject({ code: "import_ids_taken" });
    expect(await other.sql("select from messages")).toEqual([]);
    await other.stop();
  });
});
