import { randomUUID } from "node:crypto";
import { Batcher } from "../batcher.ts";
import type { Log } from "../log.ts";
import { Recurring } from "../recurring.ts";
import { keyOf, ONLINE_MS, type RoomPresenceStore, type View, viewOf } from "./presence-store.ts";

const STORE_EVERY_MS = 5_000;
const LARGEST_BATCH = 500;
const ANY_ROOM = 0;

/**
 * Which rooms people have before their eyes, over all replicas. Each replica stores what its own connections show, under its
 * own name, so that none takes away what another still sees. Who wants to know asks the store: nothing has to be
 * heard of on the bus, and so nothing can be heard too late.
 */
export class RoomPresence extends Recurring {
  private readonly store: RoomPresenceStore;
  private readonly replica = randomUUID();
  /** By connection: what it shows and when it last said so. */
  private readonly shown = new Map<object, { key: string; at: number }>();
  /** The connections that show something, by what it is. */
  private readonly viewers = new Map<string, Set<object>>();
  private readonly changes: Batcher<string, void>;

  constructor(store: RoomPresenceStore, log: Log) {
    super(STORE_EVERY_MS, "who looks at which room could not be stored; trying again", log);
    this.store = store;
    this.changes = new Batcher(LARGEST_BATCH, async (keys) => {
      await store.note(
        this.replica,
        [...new Set(keys)].map((key) => [viewOf(key), this.lastSeen(key)]),
      );
      return keys.map(() => undefined);
    });
  }

  /** Somebody looks at this room through this connection and at no other; null is no room, undefined perhaps any. */
  seen(connection: object, userId: number, roomId: number | null | undefined): void {
    const key = roomId === null ? null : keyOf({ userId, roomId: roomId ?? ANY_ROOM });
    const before = this.shown.get(connection);
    if (before && before.key === key) before.at = Date.now();
    else {
      if (before) this.left(connection);
      if (key) this.came(connection, key);
    }
  }

  /** Nobody looks through this connection any more. */
  left(connection: object): void {
    const key = this.shown.get(connection)?.key;
    if (key === undefined) return;
    this.shown.delete(connection);
    const others = this.viewers.get(key);
    others?.delete(connection);
    if (others?.size !== 0) return;
    this.viewers.delete(key);
    this.changed(key);
  }

  /** Who looks at which room, on whichever replica; room 0 is any. */
  async views(): Promise<View[]> {
    const stored = await this.store.viewsSince(Date.now() - ONLINE_MS);
    return [...stored, ...[...this.viewers.keys()].map(viewOf)];
  }

  override async stop(): Promise<void> {
    await super.stop();
    for (const connection of [...this.shown.keys()]) this.left(connection);
    await this.changes.idle();
  }

  /** Stores all again, since the store may have lost it, and drops who hasn't been seen for long. */
  protected async work(): Promise<void> {
    const moment = Date.now() - ONLINE_MS;
    for (const [connection, { at }] of this.shown) if (at < moment) this.left(connection);
    await Promise.all([...this.viewers.keys()].map((key) => this.changes.add(key)));
  }

  private came(connection: object, key: string): void {
    this.shown.set(connection, { key, at: Date.now() });
    const viewers = this.viewers.get(key) ?? new Set();
    this.viewers.set(key, viewers.add(connection));
    if (viewers.size === 1) this.changed(key);
  }

  private changed(key: string): void {
    this.changes
      .add(key)
      .catch((error) => this.log.warn({ err: error }, "who looks at which room could not be stored"));
  }

  private lastSeen(key: string): number | null {
    const times = [...(this.viewers.get(key) ?? [])].map((connection) => this.shown.get(connection)?.at ?? 0);
    return times.length === 0 ? null : Math.max(...times);
  }
}
