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
  private answers: { query: PageQuery; page: Page; lastNumber: number }[] = [];

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

  deliver(choice: number): void {
    const [event] = this.wire.splice(choice % Math.max(1, this.wire.length), 1);
    if (event) this.apply(event);
  }

  repeat(choice: number): void {
    const message = this.server[choice % Math.max(1, this.server.length)];
    if (message && this.connected) this.apply({ type: "message", message });
  }

  lose(choice: number): void {
    this.wire.splice(choice % Math.max(1, this.wire.length), 1);
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
  }

  /** Asks for a page: the one that is needed, or one by choice. The answer is what the server holds now, and arrives later. */
  ask(query = nextPage(this.state, this.view)): void {
    if (!query) return;
    const lastNumber = this.state.rooms.get(ROOM)!.lastNumber;
    this.answers.push({ query, page: this.page(query), lastNumber });
  }

  answer(choice: number): void {
    const [given] = this.answers.splice(choice % Math.max(1, this.answers.length), 1);
    if (given) this.apply({ type: "page", roomId: ROOM, ...given });
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
