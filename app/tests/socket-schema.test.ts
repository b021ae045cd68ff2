import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFrame } from "../src/protocol/frames.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

const document = JSON.parse(readFileSync(join(import.meta.dirname, "../../docs/protocol.schema.json"), "utf8"));
const schemaOf = (name: string) => Compile({ ...document, anyOf: undefined, $ref: `#/$defs/${name}` });
const [clientFrame, serverFrame] = [schemaOf("ClientFrame"), schemaOf("ServerFrame")];

let chat: Chat;
let ann: Person;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
});
afterAll(() => chat.stop());

describe("the written schema of the WebSocket", () => {
  test("fits every frame of a session", async () => {
    const roomId = (await ann.state()).rooms[0]!.id;
    const line = await ann.connect({ [roomId]: 0 });
    const frames: string[] = [];
    line.socket.on("message", (data) => frames.push(data.toString()));
    const bob = await chat.member();
    const other = await bob.connect();
    const said: ClientFrame[] = [
      { type: "send", roomId, text: "Hello @Ann, see https://example.com", clientMessageId: "s-1" },
      { type: "send", roomId, text: " ", clientMessageId: "s-2" },
      { type: "typing", roomId },
      { type: "read", roomId, number: 1 },
      { type: "seen" },
    ];
    for (const frame of said) {
      expect([frame, clientFrame.Check(frame)]).toEqual([frame, true]);
      line.send(frame);
    }
    const { message } = await line.next("sent");
    await line.next("refused");
    await line.next("alive");
    other.send({ type: "typing", roomId });
    await line.next("typing", ({ userId }) => userId === bob.id);
    await bob.ok("POST", `/api/messages/${message.id}/boosts`, { content: "🔥" });
    await line.next("changed", (event) => event.message.boosts?.length === 1);
    await ann.ok("PUT", "/api/profile", { bio: "Mathematician" });
    await line.next("user");
    await ann.ok("PUT", "/api/account", { name: "Renamed" });
    await line.next("account");
    const { id } = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "closed", name: "Short-lived" });
    await line.next("room", ({ room }) => room.id === id);
    await ann.ok("DELETE", `/api/rooms/${id}`);
    await line.next("roomRemoved");
    await Promise.all([line.close(), other.close()]);
    const wrong = frames.filter((frame) => !serverFrame.Check(JSON.parse(frame)));
    expect(wrong).toEqual([]);
    const types = new Set(line.events.map((event) => event.type));
    for (const type of ["sent", "message", "changed", "room", "user", "presence"]) expect([...types]).toContain(type);
  });

  test.each([
    ["no array", { type: "alive" }],
    ["an event of no known type", [{ type: "unheard" }]],
    ["a message without its number", [{ type: "message", message: { id: 1, roomId: 1 } }]],
    ["nothing", []],
  ])("refuses %s from the server", (_what, frame) => {
    expect(serverFrame.Check(frame)).toBe(false);
  });

  test.each([
    ["a room that is no number", { type: "typing", roomId: "1" }],
    ["an unknown type", { type: "shout" }],
    ["a list", [{ type: "seen" }]],
  ])("refuses %s from a client", (_what, frame) => {
    expect(clientFrame.Check(frame)).toBe(false);
  });
});
