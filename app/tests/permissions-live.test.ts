import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Chat } from "./support/chat.ts";
import { Line, Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { makeTeam, type Team } from "./support/team.ts";
import { download, form, upload } from "./support/upload.ts";

let chat: Chat;
let ann: Person;
let who: Team["who"];
let ids: Team["ids"];

beforeAll(async () => {
  ({ chat, ann, who, ids } = await makeTeam());
});
afterAll(() => chat.stop());

describe("who was removed from a room", () => {
  test("loses its files at once, on every replica", async () => {
    const closed = { type: "closed", name: "For a while", userIds: [who.member!.id] };
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", closed);
    const { url } = (await upload(ann, id, form("x", "secret.txt"))).body.attachment!;
    expect((await download(who.member!, url)).status).toBe(200);
    await ann.ok("PUT", `/api/rooms/${id}/members`, { userIds: [ann.id] });
    for (const replica of chat.replicas) {
      const there = new Person(replica.url, who.member!.id, who.member!.token);
      expect((await download(there, url)).status).toBe(404);
      expect((await upload(there, id, form("x", "late.txt"))).status).toBe(404);
    }
  });
});

describe("a direct room", () => {
  test("appears only to its people", async () => {
    expect((await who.member!.state()).rooms.map((room) => room.id)).toContain(ids.direct);
    expect((await who.outsider!.state()).rooms.map((room) => room.id)).not.toContain(ids.direct);
  });

  test("is removed by any of its people, and by no administrator beside them", async () => {
    const [bob, eve] = [who.member!, who.outsider!];
    const open = () =>
      bob.ask<{ id: number; lastNumber: number }>("POST", "/api/rooms", { type: "direct", userIds: [eve.id] });
    const { id } = (await open()).body;
    await bob.say(id, "between us");
    expect((await ann.ask("DELETE", `/api/rooms/${id}`)).status).toBe(404);
    const line = await bob.connect({}, chat.replicas[1]!.url);
    expect((await eve.ask("DELETE", `/api/rooms/${id}`)).status).toBe(204);
    await line.next("roomRemoved", ({ roomId }) => roomId === id);
    expect(await chat.sql("select from messages where room_id = $1", [id])).toEqual([]);
    expect(await chat.sql("select from audit_events where room_id = $1", [id])).toEqual([]);
    const again = await open();
    expect([again.status, again.body.lastNumber, again.body.id === id]).toEqual([201, 0, false]);
    await line.close();
  });
});

describe("over a WebSocket", () => {
  test("nobody hears or reaches a room that isn't theirs", async () => {
    const [insider, outsider] = [await ann.connect(), await who.outsider!.connect({ [ids.direct]: 0 })];
    expect(await outsider.next("roomRemoved")).toMatchObject({ roomId: ids.direct });
    insider.send({ type: "typing", roomId: ids.direct });
    const { number } = await ann.say(ids.direct, "secret");
    await insider.next("message", ({ message }) => message.number === number);
    outsider.send({ type: "send", roomId: ids.direct, text: "let me in", clientMessageId: "x" });
    expect(await outsider.next("refused")).toMatchObject({ code: "not_found" });
    outsider.send({ type: "typing", roomId: ids.direct });
    outsider.send({ type: "read", roomId: ids.direct, number: 1 });
    await ann.say(ids.open, "for all");
    await outsider.next("message", ({ message }) => message.text === "for all");
    expect(JSON.stringify(outsider.events)).not.toContain("secret");
    expect(outsider.all("typing")).toEqual([]);
    expect(insider.all("typing").map((event) => event.userId)).toEqual([ann.id]);
    await Promise.all([insider.close(), outsider.close()]);
  });

  test("somebody who is removed from a room hears nothing more of it, on any replica", async () => {
    const dan = await chat.member(1);
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [dan.id] });
    const line = await dan.connect({ [id]: 0 });
    const said = await ann.say(id, "still here");
    await line.next("message", ({ message }) => message.roomId === id);
    await chat.sql("delete from memberships where room_id = $1 and user_id = $2", [id, dan.id]);
    chat.replicas[0]!.realtime.reachChanged([dan.id], [id]);
    await line.next("roomRemoved", (event) => event.roomId === id);
    await ann.say(id, "gone");
    line.send({ type: "send", roomId: id, text: "hello?", clientMessageId: "after" });
    expect(await line.next("refused")).toMatchObject({ code: "not_found" });
    expect((await dan.ask("GET", `/api/rooms/${id}/messages`)).status).toBe(404);
    for (const [method, path] of [
      ["DELETE", ""],
      ["GET", "/picture"],
    ] as const) {
      expect((await dan.ask(method, `/api/messages/${said.id}/preview${path}`)).status).toBe(404);
    }
    expect(line.numbers(id)).toEqual([1]);
    await line.close();
  });

  test.each(["deactivated", "guest"])("%s is closed with 4401", async (name) => {
    const line = new Line(chat.url, who[name]!.cookie);
    expect(await line.closed()).toBe(4401);
  });

  test("a frame that is not of the protocol ends the socket, and only that one", async () => {
    const other = await ann.connect();
    for (const frame of ["{", "[]", "null", '{"type":"send"}', '{"type":"__proto__"}', '{"type":"hello","rooms":{}}']) {
      const line = await ann.connect();
      line.socket.send(frame);
      expect([frame, await line.closed()]).toEqual([frame, 1008]);
    }
    const huge = await ann.connect();
    huge.socket.send("x".repeat(200_000));
    expect(await huge.closed()).toBe(1009);
    const mangled = await ann.connect();
    mangled.socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
    expect(await mangled.closed()).toBe(1007);
    await until("the other is open", () => other.closeCode === undefined);
    await other.close();
  });
});
