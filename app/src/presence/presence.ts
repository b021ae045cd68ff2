import type { Log } from "../log.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { ONLINE_MS, type PresenceStore } from "./presence-store.ts";

const SWEEP_MS = 5_000;

/**
 * Who is online, over all replicas. Each replica stores whom it saw and looks every few seconds whom all of them saw,
 * so that presence needs no message to arrive; the bus only makes it faster.
 */
export class Presence {
  private readonly store: PresenceStore;
  private readonly realtime: Realtime;
  private readonly log: Log;
  /** When this replica itself saw its users. Stored again at each sweep, since the store may have lost it. */
  private readonly seenHere = new Map<number, number>();
  private everywhere = new Set<number>();
  private sweeping: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(store: PresenceStore, realtime: Realtime, log: Log) {
    this.store = store;
    this.realtime = realtime;
    this.log = log;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch((error) => this.log.warn({ err: error }, "presence is out of date"));
    }, SWEEP_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  seen(userId: number): void {
    this.seenHere.set(userId, Date.now());
    this.learn(userId, true);
  }

  /** Takes in what another replica said; whether it is news. */
  heard(userId: number, online: boolean): boolean {
    if (this.everywhere.has(userId) === online || (!online && this.seenHere.has(userId))) return false;
    if (online) this.everywhere.add(userId);
    else this.everywhere.delete(userId);
    return true;
  }

  online(): number[] {
    return [...this.everywhere].sort((a, b) => a - b);
  }

  async sweep(): Promise<void> {
    const moment = Date.now() - ONLINE_MS;
    for (const [userId, at] of this.seenHere) if (at < moment) this.seenHere.delete(userId);
    await this.store.touch(this.seenHere);
    const online = new Set([...(await this.store.since(moment)), ...this.seenHere.keys()]);
    for (const userId of online) this.learn(userId, true);
    for (const userId of this.everywhere) if (!online.has(userId)) this.learn(userId, false);
  }

  private learn(userId: number, online: boolean): void {
    if (this.everywhere.has(userId) === online) return;
    if (online) this.everywhere.add(userId);
    else this.everywhere.delete(userId);
    this.realtime.presenceChanged(userId, online);
  }
}
