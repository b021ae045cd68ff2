import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import type { Queries } from "../database/database.ts";
import type { RequiredHeader } from "../entrance/config.ts";
import type { OriginRules } from "../http/origin.ts";
import type { Log } from "../log.ts";
import { CloseCode } from "../protocol/frames.ts";
import type { Viewer } from "../sessions/queries.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { type FrameHandler, parseFrame } from "./client-frames.ts";
import { Connection } from "./connection.ts";
import { type Known, type Welcome, welcome } from "./hello.ts";
import type { Replica } from "./replica.ts";
import type { Resync } from "./resync.ts";
import { admit } from "./upgrade.ts";

export interface SocketServices {
  queries: Queries;
  replica: Replica;
  resync: Resync;
  sessions: Sessions;
  frames: FrameHandler;
  origins: OriginRules;
  requiredHeader: RequiredHeader | null;
  greeting: Welcome;
  log: Log;
  observer: SocketObserver;
}

export interface SocketObserver {
  frameReceived(type: string): void;
  closed(code: number): void;
  dropped(): void;
}

// The longest text takes 60 kB when JSON escapes every character, a hello with 2,000 rooms 40 kB.
const LARGEST_FRAME = 131_072;
const HELLO_WITHIN_MS = 10_000;
const SLOW = { bytes: 1_048_576, ms: 20_000 };
const SLOW_CHECK_MS = 1_000;

/** Every WebSocket of this replica, from its upgrade to its end. */
export class Sockets {
  readonly connections = new Set<Connection>();
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LARGEST_FRAME,
    clientTracking: false,
  });
  private readonly services: SocketServices;
  private readonly timers: NodeJS.Timeout[];
  private draining = false;

  constructor(services: SocketServices) {
    this.services = services;
    this.timers = [
      setInterval(() => this.ping(), services.greeting.pingSeconds * 1000),
      setInterval(() => {
        for (const connection of this.connections) connection.dropIfSlow();
      }, SLOW_CHECK_MS),
    ];
  }

  attach(http: Server): void {
    http.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      // Until the upgrade is done nobody else listens.
      const ignore = () => {};
      socket.on("error", ignore);
      void admit(this.services, request, socket, this.draining).then((admitted) => {
        if (!admitted || socket.destroyed) return;
        socket.off("error", ignore);
        this.server.handleUpgrade(request, socket, head, (ws) => this.accept(ws, socket, admitted.viewer));
      });
    });
  }

  /** How many there are, and how many of them have something waiting or are about to end. */
  counts(): { open: number; backlogged: number; closing: number } {
    const counts = { open: this.connections.size, backlogged: 0, closing: 0 };
    for (const { backlogged, ws } of this.connections) {
      if (ws.readyState === ws.CLOSING) counts.closing++;
      else if (backlogged) counts.backlogged++;
    }
    return counts;
  }

  endSessions(sessionIds: number[], removed: boolean): void {
    const ended = new Set(sessionIds);
    const [code, reason] = removed
      ? ([CloseCode.removed, "removed"] as const)
      : ([CloseCode.signedOut, "signed out"] as const);
    for (const connection of this.connections) {
      if (ended.has(connection.viewer.sessionId)) connection.close(code, reason);
    }
  }

  /** Asks all clients to connect elsewhere, spread over time, and closes those that stay; takes `seconds` at most. */
  async drain(seconds: number): Promise<void> {
    this.draining = true;
    // 20 ms a socket: a handful is gone at once, thousands don't fall upon the other replicas together.
    const spreadMs = Math.min(seconds * 600, this.connections.size * 20);
    const graceMs = Math.min(1000, seconds * 200);
    for (const connection of this.connections) {
      const afterMs = Math.round(Math.random() * spreadMs);
      this.services.replica.hub.tell(connection, { type: "reconnect", afterMs });
    }
    await this.empty(spreadMs + graceMs);
    for (const connection of this.connections) connection.close(CloseCode.shuttingDown, "shutting down");
    await this.empty(graceMs);
  }

  private async empty(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (this.connections.size > 0 && performance.now() < deadline) await sleep(20);
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const connection of this.connections) connection.ws.terminate();
  }

  private accept(ws: WebSocket, socket: Socket, viewer: Viewer | null): void {
    const { frames, log, observer, replica } = this.services;
    ws.on("error", (error) => log.debug({ err: error, userId: viewer?.userId }, "a WebSocket failed"));
    if (!viewer) {
      ws.close(CloseCode.signedOut, "signed out");
      return;
    }
    const connection = new Connection(ws, socket, viewer, SLOW, () => observer.dropped());
    this.connections.add(connection);
    let greeted = false;
    const late = setTimeout(() => connection.close(CloseCode.badFrame, "no hello"), HELLO_WITHIN_MS);
    ws.on("pong", () => {
      connection.alive = true;
    });
    ws.on("message", (data, binary) => {
      connection.alive = true;
      const frame = binary ? null : parseFrame(data.toString());
      observer.frameReceived(frame?.type ?? "invalid");
      if (!frame || (frame.type === "hello") === greeted) return connection.close(CloseCode.badFrame, "bad frame");
      if (frame.type !== "hello") return frames.handle(connection, frame);
      greeted = true;
      clearTimeout(late);
      void this.greet(connection, { numbers: byRoom(frame.rooms), changes: byRoom(frame.changes ?? {}) });
    });
    ws.on("close", (code) => {
      clearTimeout(late);
      this.connections.delete(connection);
      replica.hub.remove(connection);
      frames.closed(connection);
      observer.closed(code);
    });
  }

  private async greet(connection: Connection, known: Known): Promise<void> {
    const { queries, replica, resync, greeting, log } = this.services;
    const changes = resync.reachChanges;
    try {
      await welcome({ queries, hub: replica.hub, feeds: replica.feeds }, connection, known, greeting);
    } catch (error) {
      log.warn({ err: error, userId: connection.viewer.userId }, "could not bring a client up to date");
      connection.close(1013, "try again later");
      return;
    }
    if (resync.reachChanges !== changes) await resync.reach([connection.viewer.userId], null);
  }

  private ping(): void {
    for (const connection of this.connections) {
      if (!connection.alive) connection.ws.terminate();
      else {
        connection.alive = false;
        connection.ws.ping();
      }
    }
  }
}

const byRoom = (numbers: Record<string, number>) =>
  new Map(Object.entries(numbers).map(([roomId, last]) => [Number(roomId), last]));
