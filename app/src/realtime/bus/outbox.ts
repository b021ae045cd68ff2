import { setTimeout as sleep } from "node:timers/promises";
import type { BusEntry } from "./bus.ts";

const LARGEST_QUEUE = 5_000;
const LARGEST_SEND = 1_000;
const RETRY_MS = 250;

/**
 * What waits to be published: all that came during the last send goes into the next. What can't be sent is tried again;
 * when too much piles up, only where to look in the database is kept.
 */
export class Outbox {
  private queue: BusEntry[] = [];
  private running: Promise<void> | null = null;
  private closing = false;
  private readonly send: (entries: BusEntry[]) => Promise<void>;
  private readonly onFailure: (error: unknown) => void;

  constructor(send: (entries: BusEntry[]) => Promise<void>, onFailure: (error: unknown) => void) {
    this.send = send;
    this.onFailure = onFailure;
  }

  put(entries: BusEntry[]): void {
    this.queue.push(...entries);
    if (this.queue.length > LARGEST_QUEUE) this.queue = condense(this.queue);
    this.running ??= this.run();
  }

  /** Tries once more to send what is waiting. */
  async close(): Promise<void> {
    this.closing = true;
    await this.running;
  }

  private async run(): Promise<void> {
    await Promise.resolve();
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, LARGEST_SEND);
      try {
        await this.send(batch);
      } catch (error) {
        this.onFailure(error);
        if (this.closing) break;
        // Who is typing is of no interest any more by then.
        this.queue.unshift(...batch.filter((entry) => entry.kind !== "room"));
        await sleep(RETRY_MS);
      }
    }
    this.running = null;
  }
}

/** What can't be found in the database by looking at the right place is of interest for seconds only, and goes. */
function condense(entries: BusEntry[]): BusEntry[] {
  const rooms = new Set<number>();
  const kept: BusEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === "message" || entry.kind === "change" || entry.kind === "check") rooms.add(entry.roomId);
    else if (entry.kind === "sessions" || entry.kind === "reach" || entry.kind === "rooms") kept.push(entry);
  }
  return [...[...rooms].map((roomId): BusEntry => ({ kind: "check", roomId })), ...kept];
}
