import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { CloseCode } from "../protocol/frames.ts";
import { listReach, listRoomsOf, roomsChangedWithin } from "../rooms/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { usersChangedSince } from "../users/queries.ts";
import type { Connection } from "./connection.ts";
import { serialise } from "./frames.ts";
import type { Replica } from "./replica.ts";

const COMPARE_MS = 30_000;
const WITHOUT_BUS_MS = 1_000;
// Who reaches what is the largest to read, and what tells of its changes is kept until it can be sent.
const REACH_MS = 300_000;
const USERS_AT_ONCE = 200;
const RETRY_MS = 1_000;

/**
 * Compares what this replica's sockets were told with the database: when the bus comes back, now and then, and for
 * messages every second while the bus is away. Nothing that the bus loses is lost for long.
 */
export class Resync {
  private readonly queries: Queries;
  private readonly replica: Replica;
  private readonly sessions: Sessions;
  private readonly log: Log;
  private readonly timers: NodeJS.Timeout[] = [];
  private stopped = false;
  private usersKnownAt: Date | null = null;
  private roomsKnownAt = performance.now();
  private reachQueue: Promise<void> = Promise.resolve();
  /** Grows whenever somebody's reach changes: who reads rooms and then enters them looks whether it grew meanwhile. */
  reachChanges = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(queries: Queries, replica: Replica, sessions: Sessions, log: Log) {
    this.queries = queries;
    this.replica = replica;
    this.sessions = sessions;
    this.log = log;
  }

  start(): void {
    this.timers.push(
      setInterval(() => this.compare(), COMPARE_MS),
      setInterval(() => void this.reach(null, null), REACH_MS),
      setInterval(() => {
        if (!this.replica.bus.connected) this.replica.feeds.checkSoon(this.replica.feeds.roomIds(), 0);
      }, WITHOUT_BUS_MS),
    );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.running;
    await this.reachQueue;
  }

  /** Compares everything. */
  run(): void {
    this.compare();
    void this.reach(null, null);
  }

  private compare(): void {
    this.replica.feeds.checkSoon(this.replica.feeds.roomIds(), 0);
    this.running = this.running
      .then(() => this.sessionsAndUsers())
      .catch((error) => this.log.warn({ err: error }, "could not compare what the sockets know with the database"));
  }

  private async sessionsAndUsers(): Promise<void> {
    await this.checkSessions([...this.replica.hub.all]);
    const { users, now } = await usersChangedSince(this.queries, this.usersKnownAt);
    this.usersKnownAt = now;
    for (const user of users) this.replica.hub.toUsers(null, serialise({ type: "user", user }));
    const rooms = await roomsChangedWithin(this.queries, this.replica.feeds.roomIds(), this.roomsLookBack());
    if (rooms.length > 0) void this.showRooms(rooms, null);
  }

  /** Ends the sockets whose session ended without this replica hearing of it. */
  private async checkSessions(connections: Connection[]): Promise<void> {
    if (connections.length === 0) return;
    const valid = await this.sessions.renew([...new Set(connections.map((c) => c.viewer.sessionId))]);
    for (const connection of connections) {
      if (!valid.has(connection.viewer.sessionId)) connection.close(CloseCode.signedOut, "signed out");
    }
  }

  /**
   * Moves these users' sockets into those of these rooms that they can reach, and out of the others; null is everybody,
   * or every room.
   */
  reach(userIds: number[] | null, roomIds: number[] | null): Promise<void> {
    this.reachChanges++;
    const done = this.reachQueue.then(async () => {
      const here = userIds?.filter((userId) => this.replica.hub.isHere(userId)) ?? this.replica.hub.userIds();
      for (let start = 0; start < here.length; start += USERS_AT_ONCE) {
        await this.moveSockets(here.slice(start, start + USERS_AT_ONCE), roomIds);
      }
    });
    this.reachQueue = done.catch((error) => {
      this.log.warn({ err: error }, "could not read who reaches which room; trying again");
      if (!this.stopped) setTimeout(() => void this.reach(userIds, roomIds), RETRY_MS).unref();
    });
    return this.reachQueue;
  }

  /** Tells these of the rooms' members, null is all, how the rooms look to them now. */
  showRooms(roomIds: number[], userIds: number[] | null): Promise<void> {
    // After the sockets were moved, so that nobody hears of a room that they were just removed from.
    this.reachQueue = this.reachQueue
      .then(() => this.tellRooms(roomIds, userIds))
      .catch((error) => this.log.warn({ err: error }, "could not tell how rooms have changed"));
    return this.reachQueue;
  }

  private async tellRooms(roomIds: number[], userIds: number[] | null): Promise<void> {
    const { hub, feeds } = this.replica;
    const here = userIds?.filter((userId) => hub.isHere(userId)) ?? hub.userIds();
    const pairs = here.flatMap((userId) => roomIds.map((roomId) => ({ userId, roomId })));
    for (let start = 0; start < pairs.length; start += USERS_AT_ONCE) {
      const rooms = await listRoomsOf(this.queries, pairs.slice(start, start + USERS_AT_ONCE));
      hub.flush();
      for (const { userId, room } of rooms) {
        for (const connection of hub.connectionsOf(userId)) {
          if (!connection.rooms.has(room.id)) continue;
          hub.tell(connection, { type: "room", room: { ...room, ...feeds.standing(room.id) } });
        }
      }
    }
  }

  /** Seconds since the last comparison, and a minute for transactions that were under way then. */
  private roomsLookBack(): number {
    const now = performance.now();
    const seconds = (now - this.roomsKnownAt) / 1000 + 60;
    this.roomsKnownAt = now;
    return seconds;
  }

  private async moveSockets(userIds: number[], roomIds: number[] | null): Promise<void> {
    const { hub } = this.replica;
    const reach = await listReach(this.queries, userIds, roomIds);
    const appeared = new Map<string, { userId: number; roomId: number }>();
    for (const [userId, reached] of reach) {
      for (const connection of hub.connectionsOf(userId)) {
        for (const roomId of roomIds ?? [...connection.rooms]) {
          if (reached.has(roomId) || !connection.rooms.has(roomId)) continue;
          hub.leave(connection, roomId);
          hub.tell(connection, { type: "roomRemoved", roomId });
        }
        for (const roomId of reached) {
          if (!connection.rooms.has(roomId)) appeared.set(`${userId}/${roomId}`, { userId, roomId });
        }
      }
    }
    if (appeared.size > 0) await this.enter([...appeared.values()]);
  }

  private async enter(pairs: { userId: number; roomId: number }[]): Promise<void> {
    const { hub, feeds } = this.replica;
    await feeds.ensure([...new Set(pairs.map((pair) => pair.roomId))]);
    const rooms = await listRoomsOf(this.queries, pairs);
    hub.flush();
    for (const { userId, room } of rooms) {
      const standing = feeds.standing(room.id);
      for (const connection of hub.connectionsOf(userId)) {
        if (connection.rooms.has(room.id)) continue;
        hub.enter(connection, room.id);
        // What follows on this socket starts after this number.
        hub.tell(connection, { type: "room", room: { ...room, ...standing } });
      }
    }
  }
}
