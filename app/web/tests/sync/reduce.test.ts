import { describe, expect, it } from "vitest";
import { type ChatEvent, reduce, TYPING_MS } from "../../src/sync/reduce.ts";
import { fromSnapshot, isUnread } from "../../src/sync/state.ts";
import { messageOf, ROOM, snapshotOf } from "../support/sync-world.ts";

const start = fromSnapshot(snapshotOf(3));
const after = (...events: ChatEvent[]) => events.reduce((state, event) => reduce(state, event, 0), start);
const room = { ...snapshotOf(3).rooms[0]!, id: 9, name: "New" };
const none: ReadonlySet<string> = new Set();

describe("the chat's state", () => {
  it("makes a room unread with a message, and read again up to the number that was read", () => {
    const unread = after({ type: "read", roomId: ROOM, number: 3 }, { type: "message", message: messageOf(4) });
    expect(isUnread(unread.rooms.get(ROOM)!)).toBe(true);
    expect(isUnread(reduce(unread, { type: "read", roomId: ROOM, number: 4 }, 0).rooms.get(ROOM)!)).toBe(false);
  });

  it("never takes a read mark or a room's newest number back", () => {
    const state = after(
      { type: "read", roomId: ROOM, number: 3 },
      { type: "read", roomId: ROOM, number: 1 },
      { type: "message", message: messageOf(5) },
      { type: "room", room: snapshotOf(2).rooms[0]! },
    );
    expect(state.rooms.get(ROOM)).toMatchObject({ readNumber: 3, lastNumber: 5 });
  });

  it("shows an edited message in place of the old one", () => {
    const page = { messages: [messageOf(1), messageOf(2), messageOf(3)], more: false };
    const edited = { ...messageOf(2), text: "better", editedAt: "2026-01-01T00:00:00.000Z" };
    const state = after(
      { type: "page", roomId: ROOM, query: { kind: "newest" }, page, lastNumber: 3 },
      { type: "message", message: edited },
    );
    expect(state.timelines.get(ROOM)!.messages.map((message) => message.text)).toEqual(["text 1", "better", "text 3"]);
  });

  it("ignores a page of history that no longer touches what is held", () => {
    const numbers = (from: number, to: number) => {
      const messages = [];
      for (let number = from; number <= to; number++) messages.push(messageOf(number));
      return messages;
    };
    const held = after({
      type: "page",
      roomId: ROOM,
      query: { kind: "newest" },
      page: { messages: numbers(21, 30), more: true },
      lastNumber: 30,
    });
    const page = { messages: numbers(1, 9), more: false };
    const query = { kind: "before", number: 10 } as const;
    const state = reduce(held, { type: "page", roomId: ROOM, query, page, lastNumber: 30 }, 0);
    expect(state.timelines.get(ROOM)).toEqual(held.timelines.get(ROOM));
  });

  it("covers what a page says is all there is, even where numbers are missing in it", () => {
    const page = { messages: [messageOf(2)], more: false };
    const state = after({ type: "page", roomId: ROOM, query: { kind: "newest" }, page, lastNumber: 3 });
    expect(state.timelines.get(ROOM)).toMatchObject({ from: 1, to: 3 });
  });

  it("forgets typing after its time, and as soon as the message is there", () => {
    const typing = after({ type: "typing", roomId: ROOM, userId: 2 });
    expect([...typing.typing.get(ROOM)!.keys()]).toEqual([2]);
    expect(reduce(typing, { type: "tick" }, TYPING_MS - 1).typing.has(ROOM)).toBe(true);
    expect(reduce(typing, { type: "tick" }, TYPING_MS).typing.has(ROOM)).toBe(false);
    expect(reduce(typing, { type: "message", message: messageOf(4) }, 0).typing.has(ROOM)).toBe(false);
  });

  it("does not show one's own typing", () => {
    expect(after({ type: "typing", roomId: ROOM, userId: 1 }).typing.size).toBe(0);
  });

  it("lets events that came while a snapshot was on its way win over it", () => {
    const made = after({ type: "room", room });
    const outdated = snapshotOf(3);
    const kept = reduce(made, { type: "snapshot", snapshot: outdated, touched: new Set(["room:9"]) }, 0);
    expect(kept.rooms.has(9)).toBe(true);
    const removed = reduce(start, { type: "roomRemoved", roomId: ROOM }, 0);
    const stays = reduce(removed, { type: "snapshot", snapshot: outdated, touched: new Set([`room:${ROOM}`]) }, 0);
    expect(stays.rooms.has(ROOM)).toBe(false);
  });

  it("drops the rooms that a newer snapshot doesn't know, with what was held of them", () => {
    const page = { messages: [messageOf(1)], more: false };
    const open = after({ type: "page", roomId: ROOM, query: { kind: "newest" }, page, lastNumber: 3 });
    const state = reduce(open, { type: "snapshot", snapshot: { ...snapshotOf(3), rooms: [room] }, touched: none }, 0);
    expect([...state.rooms.keys()]).toEqual([9]);
    expect(state.timelines.size).toBe(0);
  });

  it.each([{ roomId: 99 }, { creatorId: 99 }])(
    "asks for a new snapshot when it hears of what it doesn't know: %o",
    (unknown) => {
      const state = after({ type: "message", message: { ...messageOf(4), ...unknown } });
      expect(state.stale).toBe(true);
      expect(reduce(state, { type: "snapshot", snapshot: snapshotOf(3), touched: none }, 0).stale).toBe(false);
    },
  );

  it.each([
    ["administrator", true],
    ["member", false],
  ] as const)("takes over a renamed account and keeps its link; an %s asks for the link again: %s", (role, stale) => {
    const linked = after({ type: "account", account: { name: "Old", joinUrl: "https://a.example/join/1" } });
    const own = reduce(linked, { type: "user", user: { ...linked.me, role } }, 0);
    const renamed = reduce(own, { type: "account", account: { name: "New" } }, 0);
    expect(renamed).toMatchObject({ account: { name: "New", joinUrl: "https://a.example/join/1" }, stale });
  });

  it("keeps a refused message for the person to retry or discard", () => {
    const pending = { clientMessageId: "m", roomId: ROOM, text: "hi", createdAt: "2026-01-01" };
    const refused = after(
      { type: "compose", pending },
      { type: "refused", clientMessageId: "m", code: "forbidden", message: "No." },
    );
    expect(refused.outbox[0]?.refusal?.code).toBe("forbidden");
    expect(reduce(refused, { type: "retry", clientMessageId: "m" }, 0).outbox[0]?.refusal).toBeUndefined();
    expect(reduce(refused, { type: "discard", clientMessageId: "m" }, 0).outbox).toEqual([]);
  });

  describe("messages that others link to", () => {
    const quoted = messageOf(2);
    const { id } = quoted;
    const asked: ChatEvent = { type: "quoting", id };
    const answer: ChatEvent = { type: "quoted", id, message: quoted };
    const changed = { ...quoted, text: "better", change: 1 };

    it("are kept up to date though their room isn't open, whichever comes first, the answer or the news", () => {
      const news: ChatEvent = { type: "changed", message: changed };
      for (const order of [
        [answer, news],
        [news, answer],
      ])
        expect(after(asked, ...order).quotes.get(id)).toEqual(changed);
    });

    it("are nobody's any more once they are deleted, or their room is another's", () => {
      const deleted: ChatEvent = { type: "changed", message: { ...changed, deleted: true } };
      expect(after(asked, answer, deleted).quotes.get(id)).toBeNull();
      expect(after(asked, answer, { type: "roomRemoved", roomId: ROOM }).quotes.has(id)).toBe(false);
      const without = { ...snapshotOf(3), rooms: [] };
      expect(after(asked, answer, { type: "snapshot", snapshot: without, touched: none }).quotes.has(id)).toBe(false);
    });

    it("are asked for again when there may be another answer", () => {
      const refused: ChatEvent = { type: "quoted", id, message: null };
      expect(after(asked, refused).quotes.get(id)).toBeNull();
      expect(after(asked, refused, { type: "room", room }).quotes.has(id)).toBe(false);
      const welcome: ChatEvent = { type: "welcome", instanceId: "a", version: "1", pingSeconds: 30, online: [] };
      expect(after(asked, welcome).quotes.has(id)).toBe(false);
      expect(after(asked, answer, welcome).quotes.get(id)).toEqual(quoted);
      expect(after(asked, answer, { type: "stale", roomId: ROOM, lastChange: 4 }).quotes.has(id)).toBe(false);
    });
  });
});
