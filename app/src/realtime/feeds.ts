import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { listAfter } from "../messages/queries.ts";
import { lastNumbers } from "../rooms/queries.ts";
import { Feed, type FeedItem } from "./feed.ts";
import { serialise } from "./frames.ts";

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
  private readonly starting = new Map<number, Promise<void>>();
  private readonly doubtful = new Set<number>();
  private readonly queries: Queries;
  private readonly log: Log;
  private readonly deliver: (roomId: number, item: FeedItem) => void;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | null = null;
  private retryMs = GAP_PATIENCE_MS;
  private closed = false;

  constructor(queries: Queries, log: Log, deliver: (roomId: number, item: FeedItem) => void) {
    this.queries = queries;
    this.log = log;
    this.deliver = deliver;
  }

  /** The newest number that this replica's sockets were given; for a room that `ensure` was called for. */
  delivered(roomId: number): number {
    return this.feeds.get(roomId)?.delivered ?? 0;
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
      for (const roomId of roomIds) this.feeds.get(roomId)?.start(numbers.get(roomId) ?? 0);
    } catch (error) {
      for (const roomId of roomIds) this.feeds.delete(roomId);
      throw error;
    } finally {
      for (const roomId of roomIds) this.starting.delete(roomId);
    }
  }

  private async readMissing(roomIds: number[]): Promise<void> {
    const numbers = await lastNumbers(this.queries, roomIds);
    for (const [roomId, last] of numbers) {
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
  }
}
