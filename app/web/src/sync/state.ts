import type { Message, Room, Snapshot, User } from "../protocol.ts";
import type { Timeline } from "./timeline.ts";

/** A message of one's own that the server has not acknowledged. `refusal` is set once it said no: it waits for the person then. */
export interface Pending {
  readonly clientMessageId: string;
  readonly roomId: number;
  readonly text: string;
  /** ISO 8601, by this device's clock. */
  readonly createdAt: string;
  readonly refusal?: { readonly code: string; readonly message: string };
}

/** A message that another one links to; null when it is not this person's to read. */
export type Quote = Message | "asked" | null;

/** All that the client knows. Never changed in place: every step makes a new one that shares what stayed the same. */
export interface ChatState {
  readonly account: Snapshot["account"];
  readonly me: User;
  readonly users: ReadonlyMap<number, User>;
  readonly rooms: ReadonlyMap<number, Room>;
  readonly timelines: ReadonlyMap<number, Timeline>;
  readonly online: ReadonlySet<number>;
  /** By room, then by user: the time (ms) at which somebody counts as typing no more. */
  readonly typing: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** In the order in which they were written. */
  readonly outbox: readonly Pending[];
  /** The messages that permalinks in messages lead to, by their id. */
  readonly quotes: ReadonlyMap<number, Quote>;
  /** Something was heard of a room or a person that is not known: the snapshot is out of date. */
  readonly stale: boolean;
}

export function fromSnapshot(snapshot: Snapshot, outbox: readonly Pending[] = []): ChatState {
  return {
    account: snapshot.account,
    me: snapshot.user,
    users: byId([...snapshot.users, snapshot.user]),
    rooms: byId(snapshot.rooms),
    timelines: new Map(),
    online: new Set(snapshot.presence.online),
    typing: new Map(),
    outbox,
    quotes: new Map(),
    stale: false,
  };
}

export function byId<T extends { id: number }>(list: readonly T[]): ReadonlyMap<number, T> {
  return new Map(list.map((item) => [item.id, item]));
}

/** A copy of the map with one entry set, or without it when the value is undefined. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): ReadonlyMap<K, V> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

/**
 * What a room has become, given one that is known: numbers only ever grow, whichever news arrives last. Which changes were heard of only the
 * changes themselves tell, for what is held is no newer than they are.
 */
export function newerRoom(known: Room | undefined, news: Room): Room {
  if (!known) return news;
  return {
    ...news,
    lastChange: known.lastChange ?? 0,
    lastNumber: Math.max(known.lastNumber, news.lastNumber),
    readNumber: Math.max(known.readNumber, news.readNumber),
    lastMessageAt: laterOf(known.lastMessageAt, news.lastMessageAt),
  };
}

export function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

/** Whether there is something new; a hidden room keeps that to itself. */
export function isUnread(room: Room): boolean {
  return room.lastNumber > room.readNumber && room.involvement !== "invisible";
}

/** Whether what is new asks for a look: not in rooms of which one wants to hear nothing. */
export function callsForAttention(room: Room): boolean {
  return isUnread(room) && room.involvement !== "nothing";
}

/** A name for a message that stays the same when a pending one becomes a real one. */
export function keyOf(message: Pick<Message, "id" | "creatorId" | "clientMessageId">): string {
  return message.clientMessageId ? `${message.creatorId}:${message.clientMessageId}` : `#${message.id}`;
}
