import { type Signal, signal } from "@preact/signals";
import type { Page, ServerEvent, Snapshot } from "../protocol.ts";
import type { OutboxStorage } from "../storage.ts";
import { backoff } from "./backoff.ts";
import { newClientMessageId } from "./client-message-id.ts";
import { Connection, type ConnectionStatus, type Socket } from "./connection.ts";
import { hello, nextPage, unsent, type View, willPass } from "./needs.ts";
import { type ChatEvent, reduce, TYPING_MS } from "./reduce.ts";
import { type ChatState, fromSnapshot } from "./state.ts";
import type { PageQuery } from "./timeline.ts";

export interface SessionOptions {
  snapshot: Snapshot;
  page: (roomId: number, query: PageQuery) => Promise<Page>;
  snapshotAgain: () => Promise<Snapshot>;
  connect: () => Socket;
  outbox: OutboxStorage;
  /** The server ended the session, with the closing code. */
  onEnded: (code: number) => void;
  /** A page of a room was refused: `error` is what the request rejected with. Returns whether to try again later. */
  onPageError: (roomId: number, error: unknown) => boolean;
}

/** How long a message may go unanswered before it is said again, ms. */
const ANSWER_MS = 15_000;
/** Others are told of typing at most this often, ms (docs/protocol.md). */
const TYPING_EVERY_MS = 2_000;
/** Read marks are gathered for this long, ms. */
const READ_EVERY_MS = 400;

/** Keeps the chat's state true to the server's: performs what the pure parts next to it work out. */
export class ChatSession {
  readonly state: Signal<ChatState>;
  readonly status = signal<ConnectionStatus>("connecting");
  /** The server's version, as of the last welcome. */
  readonly version: Signal<string>;
  readonly connection: Connection;
  readonly maxAttachmentBytes: number;
  private readonly options: SessionOptions;
  private view: View | null = null;
  private seenRoom: number | null = null;
  private readonly pulling = new Set<number>();
  private readonly transmitted = new Set<string>();
  /** Refused for a reason that passes, and said again now and then. */
  private readonly insisting = new Set<string>();
  /** What is heard while a page is on its way may be newer than the page. */
  private readonly awaited = new Set<{ roomId: number; changes: ServerEvent[] }>();
  private readonly reads = new Map<number, number>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private touched: Set<string> | null = null;
  private lastTyping = 0;
  private welcomes = 0;
  private stopped = false;

  constructor(options: SessionOptions) {
    this.options = options;
    this.state = signal(fromSnapshot(options.snapshot, options.outbox.load()));
    this.maxAttachmentBytes = options.snapshot.maxAttachmentBytes;
    this.version = signal(options.snapshot.version);
    this.connection = new Connection({
      connect: options.connect,
      hello: () => hello(this.state.value),
      onEvents: (events) => this.hear(events),
      onStatus: (status, code) => this.changeStatus(status, code),
    });
    this.connection.open();
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.connection.end();
  }

  send(roomId: number, text: string): void {
    const pending = { clientMessageId: newClientMessageId(), roomId, text, createdAt: new Date().toISOString() };
    this.lastTyping = 0;
    this.options.outbox.keep(pending);
    this.apply([{ type: "compose", pending }]);
    // Somebody waits for it: no time to wait out a back-off.
    this.connection.hurry();
  }

  retry(clientMessageId: string): void {
    this.transmitted.delete(clientMessageId);
    this.apply([{ type: "retry", clientMessageId }]);
  }

  discard(clientMessageId: string): void {
    this.apply([{ type: "discard", clientMessageId }]);
  }

  typing(roomId: number): void {
    const now = Date.now();
    if (now - this.lastTyping < TYPING_EVERY_MS) return;
    this.lastTyping = now;
    this.connection.send({ type: "typing", roomId });
  }

  read(roomId: number, number: number): void {
    const room = this.state.value.rooms.get(roomId);
    if (!room || room.readNumber >= number) return;
    this.apply([{ type: "read", roomId, number }]);
    if (this.reads.size === 0) this.later(READ_EVERY_MS, () => this.tellReads());
    this.reads.set(roomId, number);
  }

  /** Tells at once what was read, for whoever goes away: otherwise it is told a moment later. */
  tellReads(): void {
    if (this.status.value !== "online") return;
    for (const [roomId, number] of this.reads) this.connection.send({ type: "read", roomId, number });
    this.reads.clear();
  }

  /** Tells the server that the person is there, and which room is before their eyes; null is none. */
  seen(roomId: number | null): void {
    this.seenRoom = roomId;
    this.connection.seen(roomId);
  }

  /** Says what is on the screen; what it needs is fetched. */
  look(view: View | null): void {
    this.view = view;
    this.pull();
  }

  /** Gets a page by place (newest, around a number) whatever is held, for a jump. */
  async jump(roomId: number, query: PageQuery): Promise<void> {
    await this.fetchPage(roomId, query);
    this.pull();
  }

  /** Applies events in one step, and does what the new state asks for. */
  apply(events: readonly ChatEvent[]): void {
    const before = this.state.value;
    const now = Date.now();
    const after = events.reduce((state, event) => reduce(state, event, now), before);
    this.state.value = after;
    if (after.outbox !== before.outbox) this.settleOutbox(before, after);
    if (after.stale && !this.touched) void this.refresh();
    this.transmit();
    this.pull();
  }

  private hear(events: ServerEvent[]): void {
    for (const event of events) {
      if (event.type === "room") this.touched?.add(`room:${event.room.id}`);
      if (event.type === "roomRemoved") this.touched?.add(`room:${event.roomId}`);
      if (event.type === "user") this.touched?.add(`user:${event.user.id}`);
      if (event.type === "account") this.touched?.add("account");
      if (event.type === "typing") this.later(TYPING_MS + 50, () => this.apply([{ type: "tick" }]));
      if (event.type === "welcome") this.version.value = event.version;
      if (event.type === "changed" || event.type === "stale") this.keepForPages(event);
    }
    this.apply(events);
    for (const event of events) if (event.type === "refused") this.insist(event.clientMessageId);
  }

  private keepForPages(event: Extract<ServerEvent, { type: "changed" | "stale" }>): void {
    const roomId = event.type === "changed" ? event.message.roomId : event.roomId;
    for (const awaited of this.awaited) if (awaited.roomId === roomId) awaited.changes.push(event);
  }

  private changeStatus(status: ConnectionStatus, code?: number): void {
    if (status !== "online") this.transmitted.clear();
    this.status.value = status;
    if (status === "ended" && code !== undefined) this.options.onEnded(code);
    if (status !== "online") return;
    for (const pending of this.state.value.outbox) if (willPass(pending)) this.retry(pending.clientMessageId);
    this.transmit();
    this.tellReads();
    // After a break, rooms and people may have changed without a word of it.
    if (++this.welcomes > 1) void this.refresh();
  }

  private transmit(): void {
    if (this.status.value !== "online") return;
    for (const { roomId, text, clientMessageId } of unsent(this.state.value, this.transmitted)) {
      this.transmitted.add(clientMessageId);
      this.connection.send({ type: "send", roomId, text, clientMessageId });
      this.later(ANSWER_MS, () => {
        if (!unsent(this.state.value, new Set()).some((pending) => pending.clientMessageId === clientMessageId)) return;
        this.transmitted.delete(clientMessageId);
        this.connection.seen(this.seenRoom);
        this.transmit();
      });
    }
  }

  /** Says a message again whose refusal will pass. It shows as refused meanwhile, so that its author knows why it isn't there yet. */
  private insist(clientMessageId: string, attempt = 0): void {
    const refused = () =>
      this.state.value.outbox.find((pending) => pending.clientMessageId === clientMessageId && willPass(pending));
    if (!refused() || (attempt === 0 && this.insisting.has(clientMessageId))) return;
    this.insisting.add(clientMessageId);
    this.later(backoff(attempt, Math.random()), () => {
      const pending = refused();
      if (!pending) return void this.insisting.delete(clientMessageId);
      this.connection.send({ type: "send", roomId: pending.roomId, text: pending.text, clientMessageId });
      this.insist(clientMessageId, attempt + 1);
    });
  }

  private settleOutbox(before: ChatState, after: ChatState): void {
    const remaining = new Set(after.outbox.map((pending) => pending.clientMessageId));
    for (const { clientMessageId } of before.outbox)
      if (!remaining.has(clientMessageId)) this.options.outbox.remove(clientMessageId);
  }

  private async refresh(attempt = 0): Promise<void> {
    const touched = new Set<string>();
    this.touched = touched;
    try {
      const snapshot = await this.options.snapshotAgain();
      if (this.stopped || this.touched !== touched) return;
      this.touched = null;
      this.apply([{ type: "snapshot", snapshot, touched }]);
    } catch {
      if (this.stopped || this.touched !== touched) return;
      this.later(backoff(attempt, Math.random()), () => void this.refresh(attempt + 1));
    }
  }

  private pull(attempt = 0): void {
    const { view } = this;
    if (!view || this.stopped || this.pulling.has(view.roomId)) return;
    const query = nextPage(this.state.value, view);
    if (!query) return;
    this.pulling.add(view.roomId);
    this.fetchPage(view.roomId, query).then(
      (progressed) => {
        this.pulling.delete(view.roomId);
        if (progressed) this.pull();
      },
      (error) => {
        const again = this.options.onPageError(view.roomId, error);
        this.later(again ? backoff(attempt, Math.random()) : 0, () => {
          this.pulling.delete(view.roomId);
          if (again) this.pull(attempt + 1);
        });
      },
    );
  }

  /** Resolves to whether the page told anything new: one that doesn't must not be asked for at once again. */
  private async fetchPage(roomId: number, query: PageQuery): Promise<boolean> {
    const lastNumber = this.state.value.rooms.get(roomId)?.lastNumber ?? 0;
    const awaited = { roomId, changes: [] as ServerEvent[] };
    this.awaited.add(awaited);
    const page = await this.options.page(roomId, query).finally(() => this.awaited.delete(awaited));
    if (this.stopped) return false;
    // What the page lacks was not told one by one: it has to be asked for again.
    if (awaited.changes.some((event) => event.type === "stale")) return true;
    const before = this.state.value.timelines.get(roomId);
    this.apply([{ type: "page", roomId, query, page, lastNumber }, ...awaited.changes]);
    const after = this.state.value.timelines.get(roomId);
    return before?.from !== after?.from || before?.to !== after?.to;
  }

  private later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
  }
}
