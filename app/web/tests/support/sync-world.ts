import type { Message, Page, ServerEvent, Snapshot } from "../../src/protocol.ts";
import { hello, nextPage, unsent, type View } from "../../src/sync/needs.ts";
import { type ChatEvent, reduce } from "../../src/sync/reduce.ts";
import { type ChatState, fromSnapshot } from "../../src/sync/state.ts";
import type { PageQuery } from "../../src/sync/timeline.ts";

export const ROOM = 7;
const ME = 1;
const OTHER = 2;
const PAGE_SIZE = 5;
/** The server sends at most this many missing messages after `hello`, and `behind` beyond. */
const MOST_REPLAYED = 8;
/** And at most this many changes, and `stale` beyond. */
const MOST_CHANGES_REPLAYED = 4;

export const snapshotOf = (lastNumber: number): Snapshot => ({
  account: { name: "Test" },
  user: { id: ME, name: "Me", role: "member", avatarUrl: null },
  users: [{ id: OTHER, name: "Other", role: "member", avatarUrl: null }],
  rooms: [
    {
      id: ROOM,
      type: "open",
      name: "Room",
      userIds: null,
      involvement: "mentions",
      lastNumber,
      readNumber: 0,
      lastMessageAt: null,
    },
  ],
  presence: { online: [] },
  version: "1",
  maxAttachmentBytes: 1_000_000,
});

export const messageOf = (number: number, creatorId = OTHER, clientMessageId = `c${number}`): Message => ({
  id: 1000 + number,
  roomId: ROOM,
  number,
  clientMessageId,
  creatorId,
  createdAt: new Date(number * 1000).toISOString(),
  editedAt: null,
  text: `text ${number}`,
  html: `text ${number}`,
});

const isChange = (event: ServerEvent) => event.type === "changed" || event.type === "stale";

/**
 * One client against a server that is right and a network that isn't: it delivers late, twice, in another order or not at all. Every method is
 * one thing that may happen; `settle` lets all of it come to rest.
 */
export class SyncWorld {
  readonly server: Message[] = [];
  state: ChatState;
  view: View = { roomId: ROOM, following: true, nearTop: false, nearBottom: true };
  composed = 0;
  private connected = false;
  private wire: ServerEvent[] = [];
  private readonly transmitted = new Set<string>();
  private answers: { query: PageQuery; page: Page; lastNumber: number; changes: ServerEvent[] }[] = [];
  private lastChange = 0;
  private readonly versions: Message[] = [];

  constructor(history: number) {
    for (let number = 1; number <= history; number++) this.server.push(messageOf(number));
    this.state = fromSnapshot(snapshotOf(history));
  }

  apply(event: ChatEvent): void {
    this.state = reduce(this.state, event, 0);
  }

  post(): void {
    this.commit(OTHER, `other${this.server.length}`);
  }

  /** A message is edited, or deleted, on the server. */
  change(choice: number, deleted: boolean): void {
    if (this.server.length === 0) return;
    // One of the last few, so that some change several times.
    const index = Math.max(0, this.server.length - 1 - (choice % 3));
    const change = ++this.lastChange;
    const message = {
      ...this.server[index]!,
      text: `change ${change}`,
      change,
      ...(deleted && { deleted: true as const }),
    };
    this.server[index] = message;
    this.versions.push(message);
    if (this.connected) this.wire.push({ type: "changed", message });
  }

  /** The answer to a change of one's own arrives, however late. */
  answerChange(choice: number): void {
    const message = this.versions[choice % Math.max(1, this.versions.length)];
    if (message) this.apply({ type: "answered", message });
  }

  /** Anything may overtake anything, except that changes come in their order, after the messages that they are about. */
  deliver(choice: number): void {
    let index = choice % Math.max(1, this.wire.length);
    const event = this.wire[index];
    if (!event) return;
    if (isChange(event)) {
      const first = this.wire.find(isChange)!;
      const about = first.type === "changed" ? first.message.number : 0;
      index = this.wire.findIndex(
        (other) =>
          other === first || ("message" in other && other.type !== "refused" && other.message.number === about),
      );
    }
    const [delivered] = this.wire.splice(index, 1);
    if (isChange(delivered!)) for (const answer of this.answers) answer.changes.push(delivered);
    this.apply(delivered!);
  }

  repeat(choice: number): void {
    const message = this.server[choice % Math.max(1, this.server.length)];
    if (message && this.connected) this.apply({ type: "message", message });
  }

  lose(choice: number): void {
    const index = choice % Math.max(1, this.wire.length);
    if (this.wire[index] && !isChange(this.wire[index])) this.wire.splice(index, 1);
  }

  compose(): void {
    const clientMessageId = `mine${this.composed++}`;
    this.apply({ type: "compose", pending: { clientMessageId, roomId: ROOM, text: "hi", createdAt: "2026-01-01" } });
  }

  /** Everything unsent goes out and is committed; the answers may still get lost. */
  transmit(): void {
    if (!this.connected) return;
    for (const { clientMessageId } of unsent(this.state, this.transmitted)) {
      this.transmitted.add(clientMessageId);
      const message = this.commit(ME, clientMessageId);
      this.wire.push({ type: "sent", clientMessageId, message });
    }
  }

  disconnect(): void {
    this.connected = false;
    this.wire = [];
    this.transmitted.clear();
  }

  connect(): void {
    this.disconnect();
    this.connected = true;
    const frame = hello(this.state);
    const has = frame.type === "hello" ? (frame.rooms[ROOM] ?? 0) : 0;
    const missing = this.server.slice(has);
    if (missing.length > MOST_REPLAYED)
      this.wire.push({ type: "behind", roomId: ROOM, lastNumber: this.server.length });
    else this.wire.push(...missing.map((message) => ({ type: "message", message }) as const));
    const heard = frame.type === "hello" ? (frame.changes?.[ROOM] ?? 0) : 0;
    const changed = this.server.filter((message) => (message.change ?? 0) > heard);
    if (changed.length > MOST_CHANGES_REPLAYED)
      this.wire.push({ type: "stale", roomId: ROOM, lastChange: this.lastChange });
    else
      this.wire.push(
        ...changed.sort((a, b) => a.change! - b.change!).map((message) => ({ type: "changed", message }) as const),
      );
  }

  /** Asks for a page: the one that is needed, or one by choice. The answer is what the server holds now, and arrives later. */
  ask(query = nextPage(this.state, this.view)): void {
    if (!query) return;
    const lastNumber = this.state.rooms.get(ROOM)!.lastNumber;
    this.answers.push({ query, page: this.page(query), lastNumber, changes: [] });
  }

  answer(choice: number): void {
    const [given] = this.answers.splice(choice % Math.max(1, this.answers.length), 1);
    if (!given || given.changes.some((event) => event.type === "stale")) return;
    this.apply({ type: "page", roomId: ROOM, ...given });
    for (const event of given.changes) this.apply(event);
  }

  loseAnswer(choice: number): void {
    this.answers.splice(choice % Math.max(1, this.answers.length), 1);
  }

  /** The network is good again: all that is needed comes, and the person looks at the newest message. */
  settle(): void {
    this.view = { ...this.view, following: true, nearBottom: true, nearTop: false };
    this.connect();
    for (let round = 0; round < 1000; round++) {
      this.transmit();
      if (this.wire.length) this.deliver(0);
      else if (this.answers.length) this.answer(0);
      else if (nextPage(this.state, this.view)) this.ask();
      else return;
    }
    throw new Error("the client never came to rest");
  }

  private commit(creatorId: number, clientMessageId: string): Message {
    const known = this.server.find((m) => m.creatorId === creatorId && m.clientMessageId === clientMessageId);
    if (known) return known;
    const message = messageOf(this.server.length + 1, creatorId, clientMessageId);
    this.server.push(message);
    if (this.connected) this.wire.push({ type: "message", message });
    return message;
  }

  private page(query: PageQuery): Page {
    const all = this.server;
    if (query.kind === "after") {
      const messages = all.slice(query.number, query.number + PAGE_SIZE);
      return { messages, more: all.length > query.number + PAGE_SIZE };
    }
    if (query.kind === "around") {
      const from = Math.max(0, query.number - 3);
      const messages = all.slice(from, from + PAGE_SIZE);
      return { messages, more: from > 0, moreAfter: all.length > from + PAGE_SIZE };
    }
    const to = query.kind === "before" ? query.number - 1 : all.length;
    return { messages: all.slice(Math.max(0, to - PAGE_SIZE), to), more: to > PAGE_SIZE };
  }
}
