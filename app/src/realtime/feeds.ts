import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { listAfter, listChanged } from "../messages/queries.ts";
import { lastNumbers } from "../rooms/queries.ts";
import { Feed, type FeedItem } from "./feed.ts";
import { serialise } from "./frames.ts";

type Delivery = Pick<FeedItem, "event" | "receivedAt" | "trace">;

const PAGE = 500;
// Messages that two replicas commit at the same time cross on the bus by about a millisecond.
const GAP_PATIENCE_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/**
 * The feeds of the rooms in which this replica has or had sockets, and the reading of what they miss. A feed takes a
 * few hundred bytes and stays, so that nobody who is about to enter a room finds it gone.
 */
export class Feeds {
  private readonly feeds = new Map<number, Feed>();
  /** The newest change of each room that was delivered. */
  private readonly changes = new Map<number, number>();
  private readonly starting = new Map<number, Promise<void>>();
  private readonly doubtful = new Set<number>();
  private readonly queries: Queries;
  private readonly log: Log;
  private readonly deliver: (roomId: number, item: Delivery) => void;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | null = null;
  private retryMs = GAP_PATIENCE_MS;
  private closed = false;

  constructor(queries: Queries, log: Log, deliver: (roomId: number, item: Delivery) => void) {
    this.queries = queries;
    this.log = log;
    this.deliver = deliver;
  }

  /** The newest number that this replica's sockets were given; for a room that `ensure` was called for. */
  delivered(roomId: number): number {
    return this.feeds.get(roomId)?.delivered ?? 0;
  }

  /** Where the room stands for this replica's sockets: what follows on them comes after these. */
  standing(roomId: number): { lastNumber: number; lastChange?: number } {
    const lastChange = this.changes.get(roomId);
    return { lastNumber: this.delivered(roomId), ...(lastChange && { lastChange }) };
  }

  roomIds(): number[] {
    return [...this.feeds.keys()];
  }

  accept(roomId: number, item: FeedItem): void {
    const feed = this.feeds.get(roomId);
    if (!feed) return;
    feed.accept(item);
    if (feed.gap) this.checkSoon([roomId]);
  }

  /** Changes need no buffer: one that comes too early, rare as it is, has the database asked for those before it. */
  acceptChange(roomId: number, change: number, event: string): void {
    const last = this.changes.get(roomId);
    if (last !== undefined && change <= last) return;
    if (change - 1 !== last) {
      this.checkSoon([roomId]);
      return;
    }
    this.changes.set(roomId, change);
    this.deliver(roomId, { event });
  }

  /** Starts the feeds of these rooms where they aren't; first it listens and then reads, so that nothing falls between. */
  async ensure(roomIds: number[]): Promise<void> {
    const missing = roomIds.filter((roomId) => !this.feeds.has(roomId));
    if (missing.length > 0) {
      for (const roomId of missing) this.feeds.set(roomId, new Feed((item) => this.deliver(roomId, item)));
      const started = this.start(missing);
      for (const roomId of missing) this.starting.set(roomId, started);
    }
    await Promise.all(new Set(roomIds.map((roomId) => this.starting.get(roomId))));
  }

  /** Reads soon whether these rooms have got anything that didn't come; again and again while the database is away. */
  checkSoon(roomIds: number[], delayMs = GAP_PATIENCE_MS): void {
    for (const roomId of roomIds) if (this.feeds.has(roomId)) this.doubtful.add(roomId);
    if (this.closed || this.timer || this.doubtful.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const rooms = [...this.doubtful];
      this.doubtful.clear();
      this.check(rooms).then(
        () => {
          this.retryMs = GAP_PATIENCE_MS;
        },
        (error) => {
          this.log.warn({ err: error, rooms: rooms.length }, "could not look for missed messages; trying again");
          this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
          this.checkSoon(rooms, this.retryMs);
        },
      );
    }, delayMs);
  }

  /** Delivers whatever these rooms have in the database beyond what was delivered. Throws when it can't be reached. */
  async check(roomIds: number[]): Promise<void> {
    // One after another: two at once would read the same.
    while (this.checking) await this.checking.catch(() => {});
    this.checking = this.readMissing(roomIds).finally(() => {
      this.checking = null;
    });
    await this.checking;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private async start(roomIds: number[]): Promise<void> {
    try {
      const numbers = await lastNumbers(this.queries, roomIds);
      for (const roomId of roomIds) {
        const { lastNumber, lastChange } = numbers.get(roomId) ?? { lastNumber: 0, lastChange: 0 };
        this.changes.set(roomId, lastChange);
        this.feeds.get(roomId)?.start(lastNumber);
      }
    } catch (error) {
      for (const roomId of roomIds) this.feeds.delete(roomId);
      throw error;
    } finally {
      for (const roomId of roomIds) this.starting.delete(roomId);
    }
  }

  private async readMissing(roomIds: number[]): Promise<void> {
    // A room that just starts may have read its numbers before what is looked for here.
    await Promise.all(roomIds.map((roomId) => this.starting.get(roomId)?.catch(() => {})));
    const numbers = await lastNumbers(this.queries, roomIds);
    for (const [roomId, { lastNumber: last }] of numbers) {
      for (;;) {
        const feed = this.feeds.get(roomId);
        if (!feed || feed.delivered === null || feed.delivered >= last) break;
        const messages = await listAfter(this.queries, roomId, feed.delivered, PAGE);
        for (const message of messages) {
          feed.accept({ number: message.number, event: serialise({ type: "message", message }) });
        }
        if (messages.length === 0) break;
      }
    }
    for (const [roomId, { lastChange }] of numbers) await this.readChanges(roomId, lastChange);
  }

  /** A message that changed twice comes once, with the last of them, so the numbers here have gaps. */
  private async readChanges(roomId: number, upTo: number): Promise<void> {
    for (;;) {
      const from = this.changes.get(roomId);
      if (from === undefined || from >= upTo) return;
      const messages = await listChanged(this.queries, roomId, from, PAGE);
      for (const message of messages) {
        if (message.change! <= this.changes.get(roomId)!) continue;
        this.changes.set(roomId, message.change!);
        this.deliver(roomId, { event: serialise({ type: "changed", message }) });
      }
      if (messages.length < PAGE) {
        this.changes.set(roomId, Math.max(upTo, this.changes.get(roomId)!));
        return;
      }
    }
  }
}
