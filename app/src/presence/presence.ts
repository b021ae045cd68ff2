import { Batcher } from "../batcher.ts";
import type { Log } from "../log.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { Recurring } from "../recurring.ts";
import { ONLINE_MS, type PresenceStore } from "./presence-store.ts";

const SWEEP_MS = 5_000;
const LARGEST_BATCH = 500;

/**
 * Who is online, over all replicas. Each replica stores whom it saw and looks every few seconds whom all of them saw,
 * so that presence needs no message to arrive; the bus only makes it faster.
 */
export class Presence extends Recurring {
  private readonly store: PresenceStore;
  private readonly realtime: Realtime;
  /** When this replica itself saw its users. Stored again at each sweep, since the store may have lost it. */
  private readonly seenHere = new Map<number, number>();
  private everywhere = new Set<number>();
  /** Who was heard of since the last sweep began to look: what it finds may be older than that. */
  private readonly heardOf = new Set<number>();
  private readonly arrivals: Batcher<number, void>;

  constructor(store: PresenceStore, realtime: Realtime, log: Log) {
    super(SWEEP_MS, "presence is out of date", log);
    this.store = store;
    this.realtime = realtime;
    this.arrivals = new Batcher(LARGEST_BATCH, async (userIds) => {
      await store.touch(new Map(userIds.map((userId) => [userId, this.seenHere.get(userId) ?? Date.now()])));
      return userIds.map(() => undefined);
    });
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.arrivals.idle();
  }

  seen(userId: number): void {
    this.seenHere.set(userId, Date.now());
    if (this.everywhere.has(userId)) return;
    this.everywhere.add(userId);
    void this.arrive(userId);
  }

  /** Others hear of somebody who is in the store already: they look there too, and would take whoever isn't for gone. */
  private async arrive(userId: number): Promise<void> {
    await this.arrivals
      .add(userId)
      .catch((error) => this.log.warn({ err: error }, "who came could not be stored; the next look tells of them"));
    this.realtime.presenceChanged(userId, true);
  }

  /** Takes in what another replica said; whether it is news. */
  heard(userId: number, online: boolean): boolean {
    if (this.everywhere.has(userId) === online || (!online && this.seenHere.has(userId))) return false;
    if (online) {
      this.everywhere.add(userId);
      this.heardOf.add(userId);
    } else this.everywhere.delete(userId);
    return true;
  }

  online(): number[] {
    return [...this.everywhere].sort((a, b) => a - b);
  }

  async sweep(): Promise<void> {
    const moment = Date.now() - ONLINE_MS;
    for (const [userId, at] of this.seenHere) if (at < moment) this.seenHere.delete(userId);
    await this.store.touch(this.seenHere);
    this.heardOf.clear();
    const online = new Set([...(await this.store.since(moment)), ...this.seenHere.keys()]);
    for (const userId of online) this.learn(userId, true);
    for (const userId of this.everywhere)
      if (!online.has(userId) && !this.heardOf.has(userId)) this.learn(userId, false);
  }

  protected work(): Promise<void> {
    return this.sweep();
  }

  private learn(userId: number, online: boolean): void {
    if (this.everywhere.has(userId) === online) return;
    if (online) this.everywhere.add(userId);
    else this.everywhere.delete(userId);
    this.realtime.presenceChanged(userId, online);
  }
}
