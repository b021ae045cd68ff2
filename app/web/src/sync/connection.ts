import { type ClientFrame, CloseCode, type ServerEvent } from "../protocol.ts";
import { backoff } from "./backoff.ts";

export type ConnectionStatus = "connecting" | "online" | "offline" | "ended";

/** The part of a WebSocket that is used; tests bring their own. */
export interface Socket {
  send(data: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface ConnectionOptions {
  connect: () => Socket;
  /** The first frame of each connection. */
  hello: () => ClientFrame;
  onEvents: (events: ServerEvent[]) => void;
  onStatus: (status: ConnectionStatus, code?: number) => void;
  random?: () => number;
}

/** How long the answer to `seen` may take, ms (docs/protocol.md). */
const ALIVE_MS = 10_000;
/** How long a connection may take to be welcomed, ms. */
const WELCOME_MS = 15_000;

/** One WebSocket at a time, opened again whenever it is lost, until the server says that the session ended. */
export class Connection {
  private readonly options: ConnectionOptions;
  private socket: Socket | null = null;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private plannedAt: number | null = null;
  private ended = false;

  constructor(options: ConnectionOptions) {
    this.options = options;
  }

  open(): void {
    clearTimeout(this.retry);
    this.plannedAt = null;
    if (this.ended) return;
    this.drop();
    this.options.onStatus("connecting");
    const socket = this.options.connect();
    this.socket = socket;
    this.expectWithin(WELCOME_MS);
    socket.onopen = () => socket.send(JSON.stringify(this.options.hello()));
    socket.onmessage = (event) => this.hear(JSON.parse(event.data) as ServerEvent[]);
    socket.onclose = (event) => this.lost(event.code);
  }

  /** Says something if there is a connection that was welcomed; what has to arrive is repeated by whoever says it. */
  send(frame: ClientFrame): void {
    if (this.online) this.socket?.send(JSON.stringify(frame));
  }

  /** Tells the server that somebody is looking, at which room or at none, and finds out whether the connection is still alive. */
  seen(roomId: number | null): void {
    if (!this.online) return;
    this.send({ type: "seen", roomId });
    this.expectWithin(ALIVE_MS);
  }

  /** Waiting is pointless now, for instance since the network came back: tries at once. */
  hurry(): void {
    if (!this.socket && !this.ended) this.open();
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.retry);
    this.drop();
    this.options.onStatus("ended");
  }

  private online = false;

  private hear(events: ServerEvent[]): void {
    clearTimeout(this.deadline);
    for (const event of events) if (event.type === "reconnect") this.plan(event.afterMs);
    const welcomed = events.some((event) => event.type === "welcome");
    if (welcomed) {
      this.attempt = 0;
      this.online = true;
    }
    this.options.onEvents(events);
    if (welcomed) this.options.onStatus("online");
  }

  /** The replica leaves and has said when to come back; until then it may still deliver. */
  private plan(afterMs: number): void {
    clearTimeout(this.retry);
    this.plannedAt = Date.now() + afterMs;
    this.retry = setTimeout(() => this.open(), afterMs);
  }

  private lost(code: number): void {
    this.drop();
    if (code === CloseCode.signedOut || code === CloseCode.removed) {
      this.ended = true;
      clearTimeout(this.retry);
      this.options.onStatus("ended", code);
      return;
    }
    this.options.onStatus("offline", code);
    if (this.plannedAt !== null) return;
    const delay = backoff(this.attempt++, (this.options.random ?? Math.random)());
    this.retry = setTimeout(() => this.open(), delay);
  }

  private expectWithin(ms: number): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.lost(0), ms);
  }

  private drop(): void {
    clearTimeout(this.deadline);
    this.online = false;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }
}
