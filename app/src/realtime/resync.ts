import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import { CloseCode } from "../protocol/frames.ts";
import { listReach, listRoomsOf } from "../rooms/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { usersChangedSince } from "../users/queries.ts";
import type { Connection } from "./connection.ts";
import { serialise } from "./frames.ts";
import type { Replica } from "./replica.ts";

const EVERYTHING_MS = 30_000;
const WITHOUT_BUS_MS = 1_000;

/**
 * Compares what this replica's sockets were told with the database: when the bus comes back, every half minute, and
 * for messages every second while the bus is away. Nothing that the bus loses is lost for long.
 */
export class Resync {
  private readonly queries: Queries;
  private readonly replica: Replica;
  private readonly sessions: Sessions;
  private readonly log: Log;
  private readonly timers: NodeJS.Timeout[] = [];
  private usersKnownAt: Date | null = null;
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
      setInterval(() => this.run(), EVERYTHING_MS),
      setInterval(() => {
        if (!this.replica.bus.connected) this.replica.feeds.checkSoon(this.replica.feeds.roomIds(), 0);
      }, WITHOUT_BUS_MS),
    );
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.running;
    await this.reachQueue;
  }

  /** Compares everything; one at a time. */
  run(): void {
    this.replica.feeds.checkSoon(this.replica.feeds.roomIds(), 0);
    this.running = this.running
      .then(() => this.everything())
      .catch((error) => this.log.warn({ err: error }, "could not compare what the sockets know with the database"));
  }

  private async everything(): Promise<void> {
    await this.checkSessions([...this.replica.hub.all]);
    const { users, now } = await usersChangedSince(this.queries, this.usersKnownAt);
    this.usersKnownAt = now;
    for (const user of users) this.replica.hub.toUsers(null, serialise({ type: "user", user }));
    await this.reach(null);
  }

  /** Ends the sockets whose session ended without this replica hearing of it. */
  private async checkSessions(connections: Connection[]): Promise<void> {
    if (connections.length === 0) return;
    const valid = await this.sessions.renew([...new Set(connections.map((c) => c.viewer.sessionId))]);
    for (const connection of connections) {
      if (!valid.has(connection.viewer.sessionId)) connection.close(CloseCode.signedOut, "signed out");
    }
  }

  /** Moves these users' sockets into the rooms that they can reach, and out of the others; null is everybody. */
  reach(userIds: number[] | null): Promise<void> {
    this.reachChanges++;
    const done = this.reachQueue.then(() => this.moveSockets(userIds ?? this.replica.hub.userIds()));
    // A failure is made good by the next comparison.
    this.reachQueue = done.catch((error) => this.log.warn({ err: error }, "could not read who reaches which room"));
    return this.reachQueue;
  }

  private async moveSockets(userIds: number[]): Promise<void> {
    const { hub } = this.replica;
    const here = userIds.filter((userId) => [...hub.connectionsOf(userId)].length > 0);
    if (here.length === 0) return;
    const reach = await listReach(this.queries, here);
    const appeared = new Map<string, { userId: number; roomId: number }>();
    for (const [userId, roomIds] of reach) {
      for (const connection of hub.connectionsOf(userId)) {
        for (const roomId of [...connection.rooms]) {
          if (roomIds.has(roomId)) continue;
          hub.leave(connection, roomId);
          hub.tell(connection, { type: "roomRemoved", roomId });
        }
        for (const roomId of roomIds) {
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
      const lastNumber = feeds.delivered(room.id);
      for (const connection of hub.connectionsOf(userId)) {
        if (connection.rooms.has(room.id)) continue;
        hub.enter(connection, room.id);
        // What follows on this socket starts after this number.
        hub.tell(connection, { type: "room", room: { ...room, lastNumber } });
      }
    }
  }
}
