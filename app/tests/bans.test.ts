import { afterAll, beforeAll, expect, test } from "vitest";
import type { MessagePage } from "../src/protocol/requests.ts";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { photo, sendPicture } from "./support/pictures.ts";
import { until } from "./support/processes.ts";

const HERS = { "x-forwarded-for": "192.0.2.66" };
const OTHERS = { "x-forwarded-for": "192.0.2.1" };
const eve = { name: "Eve", email: "eve@example.com", password: "battery staple" };

let chat: Chat;
let ann: Person;
let code: string;
let room: number;

beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres", TRUST_PROXY: "true" } });
  ann = await chat.firstRun();
  const { account, rooms } = await ann.state();
  [code, room] = [account.joinUrl!.split("/").at(-1)!, rooms[0]!.id];
});
afterAll(() => chat.stop());

const texts = async () =>
  (await ann.ok<MessagePage>("GET", `/api/rooms/${room}/messages`)).messages.map(({ text }) => text);

test("a ban ends sessions, removes messages and blocks the addresses used; lifting it lifts the block", async () => {
  const troll = new Person(chat.replicas[1]!.url);
  const joined = await troll.ask<{ user: { id: number } }>("POST", `/api/invitations/${code}`, eve, HERS);
  troll.id = joined.body.user.id;
  const dan = await chat.member();
  const secret = (await dan.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [troll.id] })).id;
  await ann.say(room, "before");
  const bad = await Promise.all([troll.say(room, "bad 1"), troll.say(room, "bad 2"), troll.say(secret, "worse")]);
  await ann.ok("POST", `/api/messages/${bad[0].id}/boosts`, { content: "?!" });
  await ann.say(room, "after");
  const avatar = (await sendPicture(troll, "/api/profile/avatar", await photo())).body.user.avatarUrl;
  const [line, dans] = [await troll.connect(), await dan.connect({}, chat.replicas[1]!.url)];

  expect((await ann.ask("POST", `/api/users/${troll.id}/ban`)).status).toBe(204);
  expect(await line.closed()).toBe(4403);
  expect((await troll.ask("GET", "/api/state")).status).toBe(401);
  expect((await texts()).filter((text) => text !== "").sort()).toEqual(["after", "before"]);
  const heard = () => dans.all("changed").map(({ message }) => message);
  await until("everybody heard of it", () => bad.every(({ id }) => heard().some((m) => m.id === id && m.deleted)));
  expect((await ann.state()).users.find(({ id }) => id === troll.id)).toMatchObject({
    active: false,
    banned: true,
    avatarUrl: null,
  });
  expect((await ann.ask("GET", avatar)).status).toBe(404);

  const signIn = { email: eve.email, password: eve.password };
  for (const { url } of chat.replicas) {
    const again = new Person(url);
    const refused = await again.ask("POST", "/api/session", signIn, HERS);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "blocked" } } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const other = { ...eve, email: "other@example.com" };
    expect((await again.ask("POST", `/api/invitations/${code}`, other, HERS)).status).toBe(429);
    expect((await again.ask("GET", `/api/invitations/${code}`, undefined, HERS)).status).toBe(200);
    expect((await again.ask("POST", "/api/session", signIn, OTHERS)).status).toBe(401);
  }
  expect((await ann.ask("POST", `/api/users/${troll.id}/ban`)).status).toBe(404);

  expect((await ann.ask("DELETE", `/api/users/${troll.id}/ban`)).status).toBe(204);
  expect((await new Person(chat.url).ask("POST", "/api/session", signIn, HERS)).status).toBe(201);
  expect((await texts()).filter((text) => text !== "")).not.toContain("bad 1");
  expect((await ann.ask("DELETE", `/api/users/${troll.id}/ban`)).status).toBe(404);
});

test("a ban blocks the whole network of an IPv6 address, and addresses that were blocked alone stay blocked", async () => {
  const troll = await chat.member();
  const used = ["2001:db8:0:7::1", "2001:db8:0:7::2", "::ffff:192.0.2.77", "10.0.0.7"];
  for (const address of used)
    await chat.sql(
      "insert into sessions (token_hash, user_id, address, expires_at) values ($1, $2, $3, now() + interval '1 day')",
      [Buffer.from(address), troll.id, address],
    );
  await ann.ok("POST", `/api/users/${troll.id}/ban`);
  expect(
    await chat.sql("select address from blocked_addresses where user_id = $1 order by address", [troll.id]),
  ).toEqual([{ address: "10.0.0.7" }, { address: "192.0.2.77" }, { address: "2001:db8:0:7::/64" }]);
  // As a version before this one blocked it.
  await chat.sql("insert into blocked_addresses values ($1, '2001:db8:0:9::1')", [troll.id]);
  const from = async (address: string) => {
    const nobody = { email: "nobody@example.com", password: "x" };
    return (await new Person(chat.url).ask("POST", "/api/session", nobody, { "x-forwarded-for": address })).status;
  };
  for (const address of ["2001:db8:0:7:ffff::9", "192.0.2.77", "::ffff:192.0.2.77", "2001:db8:0:9::1"])
    expect([address, await from(address)]).toEqual([address, 429]);
  for (const address of ["2001:db8:0:8::1", "192.0.2.78", "2001:db8:0:9::2"])
    expect([address, await from(address)]).toEqual([address, 401]);
  await ann.ok("DELETE", `/api/users/${troll.id}/ban`);
  expect(await from("2001:db8:0:7:ffff::9")).toBe(401);
});

test("a ban spares the network of whoever bans, which everybody's requests may come from", async () => {
  const troll = await chat.member();
  const from = (who: Person, method: string, path: string, address: string) =>
    who.ask(method, path, undefined, { "x-forwarded-for": address });
  await chat.sql(
    "insert into sessions (token_hash, user_id, address, expires_at) values ($1, $2, '10.0.0.8', now() + interval '1 day')",
    [Buffer.from("10.0.0.8"), troll.id],
  );
  await chat.sql("update sessions set address = '2001:db8:0:6::2' where user_id = $1 and address = '127.0.0.1'", [
    troll.id,
  ]);
  expect((await from(ann, "POST", `/api/users/${troll.id}/ban`, "2001:db8:0:6::1")).status).toBe(204);
  expect(await chat.sql("select address from blocked_addresses where user_id = $1", [troll.id])).toEqual([
    { address: "10.0.0.8" },
  ]);
  expect((await from(ann, "DELETE", `/api/users/${troll.id}/ban`, "2001:db8:0:6::1")).status).toBe(204);
});

test("the last administrator is not banned, and a bot isn't either", async () => {
  const bot = await ann.ok<{ id: number }>("POST", "/api/bots", { name: "Bot" });
  expect((await ann.ask("POST", `/api/users/${ann.id}/ban`)).status).toBe(409);
  expect((await ann.ask("GET", "/api/state")).status).toBe(200);
  expect((await ann.ask("POST", `/api/users/${bot.id}/ban`)).status).toBe(404);
});

test("nothing that a banned person writes at that moment stays", async () => {
  const troll = await chat.member(1);
  // The session of somebody who didn't sign in over HTTP has the tests' own address.
  await chat.sql("update sessions set address = '192.0.2.99' where user_id = $1", [troll.id]);
  const flood = Array.from({ length: 40 }, (_, i) =>
    troll.ask("POST", `/api/rooms/${room}/messages`, { text: `flood ${i}`, clientMessageId: `f-${i}` }),
  );
  await ann.ok("POST", `/api/users/${troll.id}/ban`);
  await Promise.all(flood);
  expect((await texts()).filter((text) => text.startsWith("flood"))).toEqual([]);
});
