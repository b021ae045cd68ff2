import type { TraceParent } from "./message-traces.ts";

/** One message on its way to this replica's sockets. */
export interface FeedItem {
  number: number;
  /** The serialised event. */
  event: string;
  receivedAt?: number;
  trace?: TraceParent;
}

// Beyond this the database is asked anyway, so keeping more would only take memory.
const LARGEST_BUFFER = 1000;

/**
 * Puts one room's messages in order. They come from this replica, from the bus and from the database, early, late or
 * twice; each leaves once, in the order of its number. Pure: who reads the database is `Feeds`.
 */
export class Feed {
  private last: number | null = null;
  private readonly early = new Map<number, FeedItem>();
  private readonly deliver: (item: FeedItem) => void;

  constructor(deliver: (item: FeedItem) => void) {
    this.deliver = deliver;
  }

  /** The number that was delivered last; null until `start`. */
  get delivered(): number | null {
    return this.last;
  }

  /** Everything up to here is history; what came meanwhile and is newer is delivered. */
  start(last: number): void {
    this.last = last;
    this.release();
  }

  accept(item: FeedItem): void {
    if (this.last !== null && item.number <= this.last) return;
    if (this.early.size >= LARGEST_BUFFER && item.number !== (this.last ?? 0) + 1) return;
    this.early.set(item.number, item);
    this.release();
  }

  /** Whether a message is waiting for one before it. */
  get gap(): boolean {
    return this.last !== null && this.early.size > 0;
  }

  private release(): void {
    if (this.last === null) return;
    for (let item = this.take(this.last + 1); item; item = this.take(this.last + 1)) {
      this.last = item.number;
      this.deliver(item);
    }
    for (const number of this.early.keys()) if (number <= this.last) this.early.delete(number);
  }

  private take(number: number): FeedItem | undefined {
    const item = this.early.get(number);
    this.early.delete(number);
    return item;
  }
}
