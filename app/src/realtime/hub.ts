import type { ServerEvent } from "../protocol/frames.ts";
import type { Connection } from "./connection.ts";
import { frameOf, serialise } from "./frames.ts";
import type { TraceParent } from "./message-traces.ts";

export interface HubObserver {
  /** `receivedAt` in ms since the epoch, where the events carry one; `traced` are those of them that belong to a trace. */
  delivered(receivers: number, receivedAt: number[], traced: readonly Traced[]): void;
}

/** When an event's message was taken in, in ms since the epoch, and its trace. */
export interface Times {
  receivedAt?: number;
  trace?: TraceParent;
}
export type Traced = Required<Times>;

interface Audience {
  connections: Set<Connection>;
  events: string[];
  receivedAt: number[];
  traced: Traced[];
}

// Longer windows would be felt; under load this joins enough to halve the work.
const LONGEST_WINDOW_MS = 25;

/**
 * This replica's sockets, by room and by user. What one turn of the event loop brings for an audience becomes one
 * frame, made once, and what it brings for a socket one write. While the loop can't keep up the turns are joined.
 */
export class Hub {
  readonly all = new Set<Connection>();
  private readonly rooms = new Map<number, Audience>();
  private readonly users = new Map<number, Audience>();
  private readonly everybody: Audience = { connections: this.all, events: [], receivedAt: [], traced: [] };
  private dirty = new Set<Audience>();
  private told = new Set<Connection>();
  private scheduled = false;
  private lastFlush = { end: 0, ms: 0 };
  private readonly observer: HubObserver;

  constructor(observer: HubObserver) {
    this.observer = observer;
  }

  add(connection: Connection): void {
    this.all.add(connection);
    audienceOf(this.users, connection.viewer.userId).connections.add(connection);
  }

  remove(connection: Connection): void {
    this.all.delete(connection);
    for (const roomId of [...connection.rooms]) this.leave(connection, roomId);
    dropFrom(this.users, connection.viewer.userId, connection);
  }

  enter(connection: Connection, roomId: number): void {
    connection.rooms.add(roomId);
    audienceOf(this.rooms, roomId).connections.add(connection);
  }

  leave(connection: Connection, roomId: number): void {
    connection.rooms.delete(roomId);
    dropFrom(this.rooms, roomId, connection);
  }

  isHere(userId: number): boolean {
    return this.users.has(userId);
  }

  userIds(): number[] {
    return [...this.users.keys()];
  }

  connectionsOf(userId: number): Iterable<Connection> {
    return this.users.get(userId)?.connections ?? [];
  }

  /** `event` is serialised already. */
  toRoom(roomId: number, event: string, times?: Times): void {
    this.put(this.rooms.get(roomId), event, times);
  }

  toUsers(userIds: number[] | null, event: string): void {
    if (userIds === null) this.put(this.everybody, event);
    else for (const userId of userIds) this.put(this.users.get(userId), event);
  }

  /** To one socket, with the next flush. */
  tell(connection: Connection, ...events: ServerEvent[]): void {
    connection.push(frameOf(events.map(serialise)));
    this.told.add(connection);
    this.schedule();
  }

  private put(audience: Audience | undefined, event: string, { receivedAt, trace }: Times = {}): void {
    if (!audience || audience.connections.size === 0) return;
    audience.events.push(event);
    if (receivedAt !== undefined) audience.receivedAt.push(receivedAt);
    if (receivedAt !== undefined && trace !== undefined) audience.traced.push({ receivedAt, trace });
    this.dirty.add(audience);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // When the last flush ended less than its own length ago, flushing takes more than half of the time.
    const behind = performance.now() - this.lastFlush.end < this.lastFlush.ms;
    if (behind) setTimeout(() => this.flush(), Math.min(LONGEST_WINDOW_MS, this.lastFlush.ms));
    else setImmediate(() => this.flush());
  }

  /** Sends what is waiting. It runs by itself; call it before a socket enters a room, so that it gets only what follows. */
  flush(): void {
    this.scheduled = false;
    if (this.dirty.size === 0 && this.told.size === 0) return;
    const start = performance.now();
    const audiences = this.dirty;
    this.dirty = new Set();
    const touched = this.told;
    this.told = new Set();
    for (const audience of audiences) {
      const frame = frameOf(audience.events);
      for (const connection of audience.connections) {
        connection.push(frame);
        touched.add(connection);
      }
      this.observer.delivered(audience.connections.size, audience.receivedAt, audience.traced);
      audience.events = [];
      audience.receivedAt = [];
      if (audience.traced.length > 0) audience.traced = [];
    }
    for (const connection of touched) connection.flush();
    const end = performance.now();
    this.lastFlush = { end, ms: end - start };
  }
}

function audienceOf(audiences: Map<number, Audience>, id: number): Audience {
  let audience = audiences.get(id);
  if (!audience) {
    audience = { connections: new Set(), events: [], receivedAt: [], traced: [] };
    audiences.set(id, audience);
  }
  return audience;
}

function dropFrom(audiences: Map<number, Audience>, id: number, connection: Connection): void {
  const audience = audiences.get(id);
  audience?.connections.delete(connection);
  if (audience?.connections.size === 0) audiences.delete(id);
}
