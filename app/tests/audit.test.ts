import { join as joinPath } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvCell } from "../src/audit/download.ts";
import { AUDIT_KINDS } from "../src/audit/events.ts";
import { AuditSweeper } from "../src/audit/sweeper.ts";
import { createLog } from "../src/log.ts";
import type { AuditEntry, AuditPage } from "../src/protocol/audit.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { photo, sendPicture } from "./support/pictures.ts";
import { Child } from "./support/processes.ts";

const CLI = joinPath(import.meta.dirname, "../src/cli.ts");
const PASSWORD = "battery staple";

describe("the audit log", () => {
  let chat: Chat;
  let ann: Person;
  let newest = 0;
  let count = 0;

  beforeAll(async () => {
    chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
    ann = await chat.firstRun();
  });
  afterAll(() => chat.stop());

  const read = async (query = "limit=200") => (await ann.ok<AuditPage>("GET", `/api/audit?${query}`)).events;

  /** What was written since the last time, oldest first, by kind, who, whom and details. */
  async function news(): Promise<unknown[]> {
    const events = (await read()).filter(({ id }) => id > newest).reverse();
    newest = events.at(-1)?.id ?? newest;
    return events.map(({ kind, actorId, userId, details }) => [kind, actorId, userId, details]);
  }

  async function join(): Promise<Person & { email: string }> {
    const code = (await ann.state()).account.joinUrl!.split("/").at(-1);
    const email = `person${++count}@example.com`;
    const person = new Person(chat.replicas[1]!.url);
    await person.ok("POST", `/api/invitations/${code}`, { name: `=Person ${count}`, email, password: PASSWORD });
    return Object.assign(person, { id: (await person.state()).user.id, email });
  }

  test("tells of the first run, joins, sign-ins and sign-outs, with the address and the request", async () => {
    const bob = await join();
    const guest = new Person(chat.url);
    const headers = { "x-request-id": "the-request" };
    await guest.ask("POST", "/api/session", { email: bob.email, password: "wrong one" }, headers);
    await guest.ask("POST", "/api/session", { email: "my password", password: "x" });
    await guest.ok("POST", "/api/session", { email: bob.email, password: PASSWORD });
    await guest.ok("DELETE", "/api/session");
    expect(await news()).toEqual([
      ["account.set_up", ann.id, ann.id, { name: "Acme" }],
      ["session.started", ann.id, ann.id, { way: "first_run" }],
      ["person.joined", bob.id, bob.id, { way: "invitation" }],
      ["session.started", bob.id, bob.id, { way: "invitation" }],
      ["session.refused", null, bob.id, { way: "password" }],
      ["session.refused", null, null, { way: "password" }],
      ["session.started", bob.id, bob.id, { way: "password" }],
      ["session.signed_out", bob.id, bob.id, null],
    ]);
    const refused = (await read("kind=session.refused")).at(-1)!;
    expect(refused).toMatchObject({ address: "127.0.0.1", requestId: "the-request", userName: "=Person 1" });
    expect(Math.abs(Date.parse(refused.at) - Date.now())).toBeLessThan(600_000);
  });

  test("tells of passwords, addresses, links and sessions", async () => {
    const bob = await join();
    await news();
    const [{ id: session }] = (await bob.ok<{ sessions: [{ id: number }] }>("GET", "/api/sessions")).sessions;
    const { url: transfer } = await bob.ok<{ url: string }>("POST", "/api/session/transfer");
    await new Person(chat.url).ok("POST", `/api/transfers/${transfer.split("/").at(-1)}`);
    await new Person(chat.url).ask("POST", "/api/transfers/made-up");
    await bob.ok("PUT", "/api/profile", {
      name: "Bob",
      email: bob.email.toUpperCase(),
      password: "another one",
      currentPassword: PASSWORD,
    });
    const { url: reset } = await ann.ok<{ url: string }>("POST", `/api/users/${bob.id}/password-reset`);
    const device = new Person(chat.url);
    await device.ok("POST", `/api/password-resets/${reset.split("/").at(-1)}`, { password: PASSWORD });
    const phone = new Person(chat.url);
    await phone.ok("POST", "/api/session", { email: bob.email, password: PASSWORD });
    const other = (
      await device.ok<{ sessions: { id: number; current?: true }[] }>("GET", "/api/sessions")
    ).sessions.find(({ current }) => !current)!;
    await device.ok("DELETE", `/api/sessions/${other.id}`);
    expect(session).toBeGreaterThan(0);
    expect(await news()).toEqual([
      ["session.link_made", bob.id, bob.id, null],
      ["session.started", bob.id, bob.id, { way: "link" }],
      ["session.refused", null, null, { way: "link" }],
      ["email.changed", bob.id, bob.id, null],
      ["password.changed", bob.id, bob.id, null],
      ["password.link_made", ann.id, bob.id, null],
      ["password.reset", bob.id, bob.id, null],
      ["session.started", bob.id, bob.id, { way: "reset" }],
      ["session.started", bob.id, bob.id, { way: "password" }],
      ["session.ended", bob.id, bob.id, { session: other.id }],
    ]);
  });

  test("tells of what administrators do with people, the account and bots, and of nothing that didn't change", async () => {
    const [bob, picture] = [await join(), await photo()];
    await news();
    await ann.ok("PUT", `/api/users/${bob.id}`, { role: "administrator" });
    await ann.ok("POST", `/api/users/${bob.id}/ban`);
    await ann.ok("DELETE", `/api/users/${bob.id}/ban`);
    await ann.ok("DELETE", `/api/users/${bob.id}`);
    await ann.ok("POST", "/api/account/join-code");
    await ann.ok("PUT", "/api/account", { name: "Acme", onlyAdministratorsCreateRooms: true });
    await ann.ok("PUT", "/api/account", { name: "Acme", onlyAdministratorsCreateRooms: true });
    for (const styles of ["a { color: red }", "a { color: red }"])
      await ann.ok("PUT", "/api/account/styles", { styles });
    for (let i = 0; i < 2; i++) await sendPicture(ann, "/api/account/logo", picture);
    for (let i = 0; i < 2; i++) await ann.ok("DELETE", "/api/account/logo");
    const webhookUrl = "https://hooks.example.com/services/T000/secret-of-the-hook";
    const bot = await Bot.create(ann, "Robot", webhookUrl);
    await ann.ok("PUT", `/api/bots/${bot.id}`, { name: "Robot", webhookUrl });
    await ann.ok("PUT", `/api/bots/${bot.id}`, { name: "Robert", webhookUrl: null });
    for (let i = 0; i < 2; i++) await sendPicture(ann, `/api/bots/${bot.id}/avatar`, picture);
    for (let i = 0; i < 2; i++) await ann.ok("DELETE", `/api/bots/${bot.id}/avatar`);
    await sendPicture(ann, "/api/profile/avatar", picture);
    await ann.ok("POST", `/api/bots/${bot.id}/key`);
    await ann.ok("DELETE", `/api/bots/${bot.id}`);
    expect(await news()).toEqual([
      ["person.role_changed", ann.id, bob.id, { role: "administrator" }],
      ["person.banned", ann.id, bob.id, null],
      ["person.ban_lifted", ann.id, bob.id, null],
      ["person.deactivated", ann.id, bob.id, null],
      ["invitation.renewed", ann.id, null, null],
      ["account.changed", ann.id, null, { changed: ["onlyAdministratorsCreateRooms"] }],
      ["account.changed", ann.id, null, { changed: ["styles"] }],
      ["account.changed", ann.id, null, { changed: ["logo"] }],
      ["account.changed", ann.id, null, { changed: ["logo"] }],
      ["bot.made", ann.id, bot.id, { name: "Robot" }],
      ["webhook.set", ann.id, bot.id, { host: "hooks.example.com" }],
      ["bot.changed", ann.id, bot.id, { changed: ["name"] }],
      ["webhook.removed", ann.id, bot.id, null],
      ["bot.changed", ann.id, bot.id, { changed: ["avatar"] }],
      ["bot.changed", ann.id, bot.id, { changed: ["avatar"] }],
      ["bot.key_renewed", ann.id, bot.id, null],
      ["bot.removed", ann.id, bot.id, null],
    ]);
  });

  test("tells of rooms, but not of who talks with whom", async () => {
    const [bob, eve] = [await join(), await join()];
    await news();
    const room = (type: string, more: object) => ann.ok<{ id: number }>("POST", "/api/rooms", { type, ...more });
    const { id } = await room("closed", { name: " Plans ", userIds: [bob.id] });
    await room("direct", { userIds: [bob.id] });
    await ann.ok("PUT", `/api/rooms/${id}/members`, { userIds: [ann.id, eve.id] });
    await ann.ok("PUT", `/api/rooms/${id}/members`, { userIds: [ann.id, eve.id] });
    await ann.ok("PUT", `/api/rooms/${id}`, { name: "Plans", type: "closed" });
    await ann.ok("PUT", `/api/rooms/${id}`, { name: "Old plans", type: "open" });
    await ann.ok("DELETE", `/api/rooms/${id}`);
    await room("open", { name: "News" });
    const events = await read();
    expect(await news()).toEqual([
      ["room.made", ann.id, null, { name: "Plans", type: "closed" }],
      ["room.members_changed", ann.id, null, { added: [eve.id], removed: [bob.id] }],
      ["room.renamed", ann.id, null, { name: "Old plans" }],
      ["room.converted", ann.id, null, { type: "open" }],
      ["room.removed", ann.id, null, { name: "Old plans" }],
      ["room.made", ann.id, null, { name: "News", type: "open" }],
    ]);
    expect(events.filter((event) => event.roomId === id)).toHaveLength(5);
  });

  test("tells of nothing that was refused", async () => {
    await news();
    const bob = await join();
    const before = (await read()).length;
    expect((await ann.ask("PUT", `/api/users/${ann.id}`, { role: "member" })).status).toBe(409);
    expect((await ann.ask("DELETE", `/api/users/${ann.id}`)).status).toBe(409);
    expect((await ann.ask("POST", `/api/users/${ann.id}/ban`)).status).toBe(409);
    expect((await bob.ask("PUT", "/api/rooms/1", { name: "Mine" })).status).toBe(403);
    expect((await ann.ask("POST", "/api/bots/999/key")).status).toBe(404);
    expect(await read()).toHaveLength(before);
  });

  test("is read page by page, by kind and by person", async () => {
    const bob = await join();
    const all = await read();
    const paged: AuditEntry[] = [];
    for (let page: AuditPage = { events: [], more: true }; page.more; paged.push(...page.events))
      page = await ann.ok("GET", `/api/audit?limit=7${paged.length ? `&before=${paged.at(-1)!.id}` : ""}`);
    expect(paged).toEqual(all);
    const rooms = await read("kind=room&limit=200");
    expect(rooms.length).toBeGreaterThan(3);
    expect(rooms).toEqual(all.filter(({ kind }) => kind.startsWith("room.")));
    expect((await read(`person=${bob.id}`)).map(({ kind }) => kind)).toEqual(["session.started", "person.joined"]);
    expect(all.filter(({ kind }) => !(AUDIT_KINDS as readonly string[]).includes(kind))).toEqual([]);
    for (const wrong of ["kind=%27;drop", "person=0", "limit=1000", "before=x"])
      expect([wrong, (await ann.ask("GET", `/api/audit?${wrong}`)).status]).toEqual([wrong, 422]);
  });

  test("is downloaded as CSV and as JSON lines, which is written down too", async () => {
    const all = (await read()).length;
    const csv = await ann.ask<string>("GET", "/api/audit/download?kind=person");
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/);
    const [head, ...lines] = csv.body.trimEnd().split("\r\n");
    expect(head).toBe("id,at,kind,actorId,actorName,userId,userName,roomId,address,requestId,details");
    expect(lines).toHaveLength((await read("kind=person&limit=200")).length);
    // A name that a spreadsheet would run.
    expect(lines.join("\n")).toContain(",'=Person 1,");
    expect(lines.join("\n")).toContain('"{""way"":""invitation""}"');
    const json = await fetch(`${chat.url}/api/audit/download?format=json`, { headers: { cookie: ann.cookie } });
    expect(json.headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
    const events = (await json.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as AuditEntry);
    expect(events).toHaveLength(all + 2);
    expect(events.slice(0, 2).map(({ kind, details }) => [kind, details])).toEqual([
      ["audit.downloaded", { format: "json" }],
      ["audit.downloaded", { format: "csv" }],
    ]);
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", 'say "hi", or\r\nnot', "plain"])("as a cell: %j", (text) => {
    const cell = csvCell(text);
    const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    expect(read.replace(/^'/, "")).toBe(text);
    expect(read).not.toMatch(/^[=+\-@\t\r]/);
  });

  test("holds no secret and nothing that was said", async () => {
    const bob = await join();
    await bob.say(1, "a word among friends");
    const text = JSON.stringify(await chat.sql("select row_to_json(audit_events) from audit_events"));
    for (const secret of [
      PASSWORD,
      "correct horse",
      bob.token!,
      "my password",
      "secret-of-the-hook",
      "a word among friends",
    ])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
  });

  test("can't be changed, and is swept after its days", async () => {
    await expect(chat.sql("update audit_events set kind = 'nothing'")).rejects.toThrow(/only added to/);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      for (const path of ["/api/audit", "/api/audit/1"]) expect((await ann.ask(method, path)).status).toBe(404);
    await chat.sql(
      "insert into audit_events (at, kind) select now() - make_interval(days => d), 'bot.made' from generate_series(28, 32) as d",
    );
    const kept = async () => (await read("kind=bot.made&limit=200")).length;
    const before = await kept();
    const sweeper = new AuditSweeper(chat.database, 30, await createLog({ level: "silent", format: "json" }));
    sweeper.start();
    await sweeper.stop();
    expect(await kept()).toBe(before - 3);
  });

  test("tells of links that the command made, which sign in without a password", async () => {
    const bob = await join();
    await news();
    const child = new Child(process.execPath, [CLI, "sign-in-link", bob.email.toUpperCase()], {
      env: { PATH: process.env.PATH, ...chat.env({ PUBLIC_URL: "https://chat.test" }) },
    });
    expect([await child.exit(), child.output]).toEqual([
      0,
      expect.stringContaining("https://chat.test/session/transfers/"),
    ]);
    const token = /transfers\/([\w-]+)/.exec(child.output)![1];
    expect(await new Person(chat.url).ok("POST", `/api/transfers/${token}`)).toMatchObject({ user: { id: bob.id } });
    expect((await news())[0]).toEqual(["session.link_made", null, bob.id, { by: "command" }]);
    const nobody = new Child(process.execPath, [CLI, "sign-in-link", "nobody@example.com"], { env: { ...chat.env() } });
    expect(await nobody.exit()).toBe(1);
    expect(nobody.output).toContain("nobody here has");
  });
});
