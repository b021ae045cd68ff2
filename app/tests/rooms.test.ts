import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Room } from "../src/protocol/entities.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";

let chat: Chat;
let ann: Person;
let bob: Person;
let eve: Person;

beforeAll(async () => {
  chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
  ann = await chat.firstRun();
  [bob, eve] = [await chat.member(1), await chat.member(1)];
});
afterAll(() => chat.stop());

const closed = (maker: Person, ...members: Person[]) =>
  maker.ok<Room>("POST", "/api/rooms", { type: "closed", name: "Plans", userIds: members.map(({ id }) => id) });
const roomOf = async (person: Person, id: number) => (await person.state()).rooms.find((room) => room.id === id);

describe("a closed room", () => {
  test("has its maker and those who were named, and reaches only them", async () => {
    const [bobs, eves] = [await bob.connect(), await eve.connect()];
    const room = await closed(ann, bob);
    expect(room).toMatchObject({ type: "closed", name: "Plans", creatorId: ann.id, involvement: "mentions" });
    expect(room.userIds).toEqual([ann.id, bob.id].toSorted((a, b) => a - b));
    await bobs.next("room", (event) => event.room.id === room.id);
    await ann.say(room.id, "between us");
    await bobs.next("message", ({ message }) => message.roomId === room.id);
    expect(await roomOf(eve, room.id)).toBeUndefined();
    expect((await eve.ask("GET", `/api/rooms/${room.id}/messages`)).status).toBe(404);
    const newcomer = await chat.member();
    expect(await roomOf(newcomer, room.id)).toBeUndefined();
    expect(eves.events.filter((event) => JSON.stringify(event).includes("between us"))).toEqual([]);
    await Promise.all([bobs.close(), eves.close()]);
  });

  test("is not made with nobody's id, nor without a name", async () => {
    expect((await ann.ask("POST", "/api/rooms", { type: "closed", name: "x", userIds: [99_999] })).status).toBe(422);
    expect((await ann.ask("POST", "/api/rooms", { type: "closed", userIds: [bob.id] })).status).toBe(422);
  });

  test("is lost at once by who is removed while connected, on any replica, and found by who is added", async () => {
    const room = await closed(ann, bob);
    await ann.say(room.id, "early");
    const [bobs, eves] = [await bob.connect({ [room.id]: 0 }), await eve.connect()];
    const path = `/api/rooms/${room.id}/members`;
    const changed = await ann.ok<Room>("PUT", path, { userIds: [ann.id, eve.id] });
    expect(changed.userIds).toEqual([ann.id, eve.id].toSorted((a, b) => a - b));
    await bobs.next("roomRemoved", ({ roomId }) => roomId === room.id);
    expect((await eves.next("room", (event) => event.room.id === room.id)).room).toMatchObject({
      lastNumber: 1,
      readNumber: 1,
    });
    const { id } = await ann.say(room.id, "without Bob");
    await eves.next("message", ({ message }) => message.id === id);
    await ann.ok("PUT", `/api/messages/${id}`, { text: "still without" });
    await eves.next("changed", ({ message }) => message.id === id);
    bobs.send({ type: "send", roomId: room.id, text: "hello?", clientMessageId: "removed" });
    expect(await bobs.next("refused")).toMatchObject({ code: "not_found" });
    bobs.send({ type: "typing", roomId: room.id });
    for (const [method, rest] of [
      ["GET", "/messages"],
      ["PUT", "/read"],
      ["PUT", "/involvement"],
    ] as const) {
      const body = { PUT: { number: 1, involvement: "nothing" }, GET: undefined }[method];
      expect((await bob.ask(method, `/api/rooms/${room.id}${rest}`, body)).status).toBe(404);
    }
    expect(bobs.numbers(room.id)).toEqual([1]);
    expect(bobs.all("changed")).toEqual([]);
    expect(eves.all("typing")).toEqual([]);
    await Promise.all([bobs.close(), eves.close()]);
  });

  test("may be left by its maker", async () => {
    const room = await closed(bob, eve);
    expect((await bob.ask("PUT", `/api/rooms/${room.id}/members`, { userIds: [eve.id] })).status).toBe(204);
    expect(await roomOf(bob, room.id)).toBeUndefined();
    expect((await roomOf(eve, room.id))?.userIds).toEqual([eve.id]);
  });
});

describe("keeping a room", () => {
  test("is for its maker and administrators", async () => {
    const room = await closed(bob, ann, eve);
    const calls: [string, string, unknown?][] = [
      ["PUT", `/api/rooms/${room.id}`, { name: "Mine" }],
      ["PUT", `/api/rooms/${room.id}/members`, { userIds: [eve.id] }],
      ["DELETE", `/api/rooms/${room.id}`],
    ];
    for (const call of calls) expect([call, (await eve.ask(...call)).status]).toEqual([call, 403]);
    const line = await eve.connect();
    expect(await bob.ok("PUT", `/api/rooms/${room.id}`, { name: " Renamed " })).toMatchObject({ name: "Renamed" });
    await line.next("room", (event) => event.room.name === "Renamed");
    expect((await ann.ask("DELETE", `/api/rooms/${room.id}`)).status).toBe(204);
    await line.next("roomRemoved", ({ roomId }) => roomId === room.id);
    expect((await eve.ask("GET", `/api/rooms/${room.id}/messages`)).status).toBe(404);
    await line.close();
  });

  test("opens it to everybody and closes it around who is there", async () => {
    const room = await closed(ann, bob);
    await ann.say(room.id, "old");
    const line = await eve.connect();
    expect(await ann.ok("PUT", `/api/rooms/${room.id}`, { type: "open" })).toMatchObject({
      type: "open",
      userIds: null,
    });
    const { room: seen } = await line.next("room", (event) => event.room.id === room.id);
    expect(seen).toMatchObject({ type: "open", lastNumber: 1, readNumber: 1 });
    expect((await ann.ask("PUT", `/api/rooms/${room.id}/members`, { userIds: [ann.id] })).status).toBe(422);
    const members = await ann.ok<Room>("PUT", `/api/rooms/${room.id}`, { type: "closed" });
    expect(members.userIds).toEqual(expect.arrayContaining([ann.id, bob.id, eve.id]));
    await line.next("room", (event) => event.room.id === room.id && event.room.type === "closed");
    const late = await chat.member();
    expect(await roomOf(late, room.id)).toBeUndefined();
    await line.close();
  });

  test("leaves direct rooms alone", async () => {
    const { id } = await ann.ok<Room>("POST", "/api/rooms", { type: "direct", userIds: [bob.id] });
    for (const change of [{ type: "open" }, { type: "direct" }, { name: "x" }])
      expect((await ann.ask("PUT", `/api/rooms/${id}`, change)).status).toBe(422);
    expect((await ann.ask("PUT", `/api/rooms/${id}/members`, { userIds: [eve.id] })).status).toBe(422);
  });

  test("may be for administrators alone, who alone make rooms then", async () => {
    const line = await bob.connect();
    await ann.ok("PUT", "/api/account", { onlyAdministratorsCreateRooms: true });
    await line.next(
      "account",
      ({ account }) => account.onlyAdministratorsCreateRooms === true && !("joinUrl" in account),
    );
    for (const type of ["open", "closed"])
      expect((await bob.ask("POST", "/api/rooms", { type, name: "Mine" })).status).toBe(403);
    expect((await bob.ask("POST", "/api/rooms", { type: "direct", userIds: [eve.id] })).status).toBeLessThan(300);
    expect((await ann.ask("POST", "/api/rooms", { type: "open", name: "Hers" })).status).toBe(201);
    expect(await ann.ok("PUT", "/api/account", { onlyAdministratorsCreateRooms: false })).not.toHaveProperty(
      "onlyAdministratorsCreateRooms",
    );
    await line.close();
  });
});

test("involvement is each member's own and told to their other devices", async () => {
  const room = await closed(ann, bob);
  const line = await bob.connect();
  expect(room.involvement).toBe("mentions");
  for (const involvement of ["invisible", "nothing", "everything"]) {
    expect((await bob.ask("PUT", `/api/rooms/${room.id}/involvement`, { involvement })).status).toBe(204);
    await line.next("room", (event) => event.room.id === room.id && event.room.involvement === involvement);
  }
  expect((await roomOf(ann, room.id))?.involvement).toBe("mentions");
  expect((await bob.ask("PUT", `/api/rooms/${room.id}/involvement`, { involvement: "loud" })).status).toBe(422);
  await line.close();
});

test("a renewed invite link replaces the old one, of which administrators alone hear, without it", async () => {
  const old = (await ann.state()).account.joinUrl!;
  const [anns, bobs] = [await ann.connect(), await bob.connect()];
  await ann.ok("PUT", "/api/account", { name: "Renewing" });
  for (const line of [anns, bobs]) await line.next("account", ({ account }) => account.name === "Renewing");
  const heard = [anns, bobs].map((line) => line.all("account").length);
  const { joinUrl } = await ann.ok<{ joinUrl: string }>("POST", "/api/account/join-code");
  const code = (url: string) => new URL(url).pathname.split("/").at(-1);
  expect((await eve.ask("GET", `/api/invitations/${code(old)}`)).status).toBe(404);
  expect((await eve.ask("GET", `/api/invitations/${code(joinUrl)}`)).status).toBe(200);
  await until("administrators heard of it", () => anns.all("account").length > heard[0]!);
  expect(anns.all("account").at(-1)!.account).not.toHaveProperty("joinUrl");
  const { id } = await ann.say((await ann.state()).rooms[0]!.id, "later");
  await bobs.next("message", ({ message }) => message.id === id);
  expect(bobs.all("account")).toHaveLength(heard[1]!);
  await Promise.all([anns.close(), bobs.close()]);
});

describe("a direct room with oneself", () => {
  test("is one, whoever its maker names as oneself or names nobody, and nobody else's", async () => {
    const there = await ann.connect({}, chat.replicas[1]!.url);
    const first = await ann.ask<Room>("POST", "/api/rooms", { type: "direct", userIds: [] });
    expect([first.status, first.body.userIds, first.body.involvement]).toEqual([201, [ann.id], "everything"]);
    await there.next("room", ({ room }) => room.id === first.body.id);
    const again = await ann.ask<Room>("POST", "/api/rooms", { type: "direct", userIds: [ann.id] });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    await ann.say(first.body.id, "water the plants");
    expect((await bob.ask("GET", `/api/rooms/${first.body.id}/messages`)).status).toBe(404);
    expect((await ann.ask("POST", "/api/rooms", { type: "direct" })).status).toBe(422);
    await ann.ok("DELETE", `/api/rooms/${first.body.id}`);
    await there.close();
  });
});
