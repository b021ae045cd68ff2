import type { Queries } from "../database/database.ts";
import type { Log } from "../log.ts";
import type { Message } from "../protocol/entities.ts";
import type { ServerEvent } from "../protocol/frames.ts";
import type { Bus, BusEntry } from "./bus/bus.ts";
import { Feeds } from "./feeds.ts";
import { serialise } from "./frames.ts";
import type { Hub } from "./hub.ts";
import type { Committed, Realtime } from "./realtime.ts";

/** What other parts of this replica want to know of what happens on any replica. */
export interface ReplicaListener {
  /** Whether that is news here. */
  presenceHeard(userId: number, online: boolean): boolean;
  reachChanged(userIds: number[] | null, roomIds: number[] | null): void;
  roomsChanged(roomIds: number[], userIds: number[] | null): void;
  sessionsEnded(sessionIds: number[], removed: boolean): void;
  busRecovered(): void;
}

/** This replica's end of everything live: tells its own sockets through the hub, the other replicas through the bus. */
export class Replica implements Realtime {
  readonly hub: Hub;
  readonly feeds: Feeds;
  readonly bus: Bus;
  private listener: ReplicaListener | null = null;

  constructor(queries: Queries, hub: Hub, bus: Bus, log: Log) {
    this.hub = hub;
    this.bus = bus;
    this.feeds = new Feeds(queries, log, (roomId, item) => hub.toRoom(roomId, item.event, item));
  }

  async start(listener: ReplicaListener): Promise<void> {
    this.listener = listener;
    await this.bus.start({ receive: (entry) => this.receive(entry), recovered: () => listener.busRecovered() });
  }

  messagesCommitted(messages: Committed[]): void {
    const entries = messages.map(({ message, receivedAt, trace }): BusEntry & { kind: "message" } => {
      const event = serialise({ type: "message", message });
      return { kind: "message", roomId: message.roomId, number: message.number, receivedAt, event, trace };
    });
    for (const entry of entries) this.feeds.accept(entry.roomId, entry);
    if (entries.length > 0) this.bus.publish(entries);
  }

  messageChanged(message: Message): void {
    const event = serialise({ type: "changed", message });
    const entry: BusEntry & { kind: "change" } = {
      kind: "change",
      roomId: message.roomId,
      change: message.change!,
      event,
    };
    this.feeds.acceptChange(entry.roomId, entry.change, event);
    this.bus.publish([entry]);
  }

  roomsInDoubt(roomIds: number[]): void {
    const rooms = [...new Set(roomIds)];
    this.feeds.checkSoon(rooms);
    this.bus.publish(rooms.map((roomId) => ({ kind: "check", roomId })));
  }

  toRoom(roomId: number, event: ServerEvent): void {
    const text = serialise(event);
    this.hub.toRoom(roomId, text);
    this.bus.publish([{ kind: "room", roomId, event: text }]);
  }

  toUsers(userIds: number[] | null, event: ServerEvent): void {
    const text = serialise(event);
    this.hub.toUsers(userIds, text);
    this.bus.publish([{ kind: "users", userIds, event: text }]);
  }

  reachChanged(userIds: number[] | null, roomIds: number[] | null): void {
    this.listener?.reachChanged(userIds, roomIds);
    this.bus.publish([{ kind: "reach", userIds, roomIds }]);
  }

  roomsChanged(roomIds: number[], userIds: number[] | null): void {
    this.listener?.roomsChanged(roomIds, userIds);
    this.bus.publish([{ kind: "rooms", roomIds, userIds }]);
  }

  presenceChanged(userId: number, online: boolean): void {
    this.hub.toUsers(null, serialise({ type: "presence", userId, online }));
    this.bus.publish([{ kind: "presence", userId, online }]);
  }

  sessionsEnded(sessionIds: number[], removed = false): void {
    this.listener?.sessionsEnded(sessionIds, removed);
    this.bus.publish([{ kind: "sessions", sessionIds, ...(removed && { removed }) }]);
  }

  private receive(entry: BusEntry): void {
    const { feeds, hub, listener } = this;
    if (entry.kind === "message") feeds.accept(entry.roomId, entry);
    else if (entry.kind === "change") feeds.acceptChange(entry.roomId, entry.change, entry.event);
    else if (entry.kind === "check") feeds.checkSoon([entry.roomId]);
    else if (entry.kind === "room") hub.toRoom(entry.roomId, entry.event);
    else if (entry.kind === "users") hub.toUsers(entry.userIds, entry.event);
    else if (entry.kind === "reach") listener?.reachChanged(entry.userIds, entry.roomIds);
    else if (entry.kind === "rooms") listener?.roomsChanged(entry.roomIds, entry.userIds);
    else if (entry.kind === "presence") this.hearPresence(entry.userId, entry.online);
    // A newer replica may say something that this one doesn't know.
    else if (entry.kind === "sessions") listener?.sessionsEnded(entry.sessionIds, entry.removed === true);
  }

  private hearPresence(userId: number, online: boolean): void {
    if (this.listener?.presenceHeard(userId, online)) {
      this.hub.toUsers(null, serialise({ type: "presence", userId, online }));
    }
  }
}
