import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Page, Snapshot } from "../../src/protocol.ts";
import { ChatSession } from "../../src/sync/session.ts";
import type { Pending } from "../../src/sync/state.ts";
import type { PageQuery } from "../../src/sync/timeline.ts";
import { FakeSocket } from "../support/fake-socket.ts";
import { messageOf, ROOM, snapshotOf } from "../support/sync-world.ts";

const sockets: FakeSocket[] = [];
const stored = new Map<string, Pending>();
const asked: PageQuery[] = [];
const latest = () => sockets.at(-1)!;
const view = { roomId: ROOM, following: true, nearTop: false, nearBottom: true };
let snapshots: Snapshot[];
let pages: (Page | Error)[];
let session: ChatSession;

function start(): ChatSession {
  return new ChatSession({
    snapshot: snapshotOf(3),
    page: async (_roomId, query) => {
      asked.push(query);
      const page = pages.shift() ?? { messages: [], more: false };
      if (page instanceof Error) throw page;
      return page;
    },
    snapshotAgain: async () => snapshots.shift() ?? snapshotOf(3),
    connect: () => {
      sockets.push(new FakeSocket());
      return latest();
    },
    outbox: {
      load: () => [...stored.values()],
      keep: (pending) => stored.set(pending.clientMessageId, pending),
      remove: (id) => stored.delete(id),
    },
    onEnded: () => undefined,
    onPageError: () => true,
  });
}

async function reconnect(): Promise<void> {
  latest().lose();
  await vi.advanceTimersByTimeAsync(600);
  latest().welcome();
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets.length = asked.length = 0;
  stored.clear();
  snapshots = [];
  pages = [];
  session = start();
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

describe("a chat session", () => {
  it("sends what was written before the connection was there, once it is", () => {
    session.send(ROOM, "early");
    expect(latest().sent("send")).toEqual([]);
    latest().welcome();
    expect(
      latest()
        .sent("send")
        .map((frame) => frame.text),
    ).toEqual(["early"]);
  });

  it("resends what was not answered after a break, under the same id, and only that", async () => {
    latest().welcome();
    session.send(ROOM, "answered");
    session.send(ROOM, "lost");
    const [answered, lost] = latest().sent("send");
    const message = messageOf(4, 1, answered!.clientMessageId);
    latest().say({ type: "sent", clientMessageId: answered!.clientMessageId, message });
    await reconnect();
    expect(latest().sent("send")).toEqual([lost]);
  });

  it("says again what stays unanswered on a connection that seems to live", async () => {
    latest().welcome();
    session.seen(ROOM);
    latest().say({ type: "alive" });
    session.send(ROOM, "anybody?");
    await vi.advanceTimersByTimeAsync(15_000);
    expect(latest().sent("send")).toHaveLength(2);
    expect(latest().sent("seen")).toEqual(Array(2).fill({ type: "seen", roomId: ROOM }));
  });

  it("keeps unsent messages over a reload and forgets them once they are committed", () => {
    session.send(ROOM, "before the reload");
    session.stop();
    session = start();
    latest().welcome();
    const [frame] = latest().sent("send");
    expect(frame?.text).toBe("before the reload");
    latest().say({
      type: "sent",
      clientMessageId: frame!.clientMessageId,
      message: messageOf(4, 1, frame!.clientMessageId),
    });
    expect(stored.size).toBe(0);
  });

  it("does not resend a refused message by itself", async () => {
    latest().welcome();
    session.send(ROOM, "no");
    const [frame] = latest().sent("send");
    latest().say({ type: "refused", clientMessageId: frame!.clientMessageId, code: "invalid", message: "Too long." });
    await reconnect();
    expect(latest().sent("send")).toEqual([]);
    session.retry(frame!.clientMessageId);
    expect(latest().sent("send")).toEqual([frame]);
  });

  it("says again by itself, ever more seldom, what was refused for a reason that passes, until it is taken", async () => {
    latest().welcome();
    session.send(ROOM, "the database is away");
    const [frame] = latest().sent("send");
    const clientMessageId = frame!.clientMessageId;
    const refuse = () => latest().say({ type: "refused", clientMessageId, code: "unavailable", message: "No." });
    refuse();
    const said = () => latest().sent("send").length;
    const pauses: number[] = [];
    for (let tries = 2; tries <= 6; tries++) {
      const before = Date.now();
      while (said() < tries && Date.now() - before < 60_000) await vi.advanceTimersByTimeAsync(50);
      pauses.push(Date.now() - before);
      expect(session.state.value.outbox[0]?.refusal?.code).toBe("unavailable");
      refuse();
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    latest().say({ type: "sent", clientMessageId, message: messageOf(4, 1, clientMessageId) });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(said()).toBe(6);
  });

  it("says it again at once over a new connection, and no more once it was discarded", async () => {
    latest().welcome();
    session.send(ROOM, "the database is away");
    const [frame] = latest().sent("send");
    const { clientMessageId } = frame!;
    latest().say({ type: "refused", clientMessageId, code: "unavailable", message: "No." });
    await reconnect();
    expect(latest().sent("send")).toEqual([frame]);
    latest().say({ type: "refused", clientMessageId, code: "unavailable", message: "No." });
    session.discard(clientMessageId);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(latest().sent("send")).toEqual([frame]);
  });

  it("fetches what a skipped number shows to be missing", async () => {
    pages = [
      { messages: [1, 2, 3].map((number) => messageOf(number)), more: false },
      { messages: [4, 5].map((number) => messageOf(number)), more: false },
    ];
    latest().welcome();
    session.look(view);
    await vi.advanceTimersByTimeAsync(0);
    latest().say({ type: "message", message: messageOf(6) });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([{ kind: "newest" }, { kind: "after", number: 3 }]);
    const held = session.state.value.timelines.get(ROOM)!.messages;
    expect(held.map((message) => message.number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("shows the newer version of a message that changes while its page is on its way", async () => {
    pages = [{ messages: [1, 2, 3].map((number) => messageOf(number)), more: false }];
    latest().welcome();
    session.look(view);
    latest().say({ type: "changed", message: { ...messageOf(2), text: "edited", change: 1 } });
    await vi.advanceTimersByTimeAsync(0);
    const held = session.state.value.timelines.get(ROOM)!.messages;
    expect(held.map((message) => message.text)).toEqual(["text 1", "edited", "text 3"]);
  });

  it("asks once more for a page that was outdated before it came", async () => {
    pages = [1, 2].map((version) => ({ messages: [{ ...messageOf(3), text: `version ${version}` }], more: false }));
    latest().welcome();
    session.look(view);
    latest().say({ type: "stale", roomId: ROOM, lastChange: 500 });
    await vi.advanceTimersByTimeAsync(0);
    expect(session.state.value.timelines.get(ROOM)!.messages.map((message) => message.text)).toEqual(["version 2"]);
  });

  it("says after a break which changes it has heard of, whatever newer ones a page or an answer told", async () => {
    latest().welcome();
    const edited = { ...messageOf(3), text: "edited" };
    pages = [{ messages: [messageOf(2), { ...edited, change: 9 }], more: false }];
    session.look(view);
    await vi.advanceTimersByTimeAsync(0);
    latest().say({ type: "changed", message: { ...edited, change: 7 } });
    session.apply([{ type: "answered", message: { ...messageOf(2), text: "mine", change: 8 } }]);
    await reconnect();
    expect(latest().sent("hello")[0]?.changes).toEqual({ [ROOM]: 7 });
    const held = session.state.value.timelines.get(ROOM)!.messages;
    expect(held.map((message) => message.change)).toEqual([8, 9]);
  });

  it("asks again for a page that could not be had, after a while", async () => {
    pages = [new Error("no network"), { messages: [1, 2, 3].map((number) => messageOf(number)), more: false }];
    session.look(view);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    expect(session.state.value.timelines.get(ROOM)?.to).toBe(3);
  });

  it("tells at once, and once, what somebody read who goes away", async () => {
    latest().welcome();
    session.read(ROOM, 2);
    session.tellReads();
    expect(latest().sent("read")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(latest().sent("read")).toEqual([{ type: "read", roomId: ROOM, number: 2 }]);
  });

  it("gathers read marks, and tells those of a break afterwards", async () => {
    latest().welcome();
    session.read(ROOM, 1);
    session.read(ROOM, 2);
    await vi.advanceTimersByTimeAsync(500);
    expect(latest().sent("read")).toEqual([{ type: "read", roomId: ROOM, number: 2 }]);
    latest().lose();
    session.read(ROOM, 3);
    await vi.advanceTimersByTimeAsync(600);
    latest().welcome();
    expect(latest().sent("read")).toEqual([{ type: "read", roomId: ROOM, number: 3 }]);
  });

  it("looks for rooms and people it may have missed after a break", async () => {
    latest().welcome();
    const more = snapshotOf(3);
    snapshots = [{ ...more, rooms: [...more.rooms, { ...more.rooms[0]!, id: 9 }] }];
    await reconnect();
    await vi.advanceTimersByTimeAsync(0);
    expect([...session.state.value.rooms.keys()]).toEqual([ROOM, 9]);
  });

  it("tells of typing at most every two seconds", () => {
    latest().welcome();
    for (let key = 0; key < 10; key++) {
      session.typing(ROOM);
      vi.advanceTimersByTime(300);
    }
    expect(latest().sent("typing")).toHaveLength(2);
  });
});
