import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { CloseCode } from "../protocol/frames.ts";
import type { Viewer } from "../sessions/queries.ts";
import { frameOf } from "./frames.ts";

/** A socket is dropped when more than this waits for it, or when it took nothing for this long. */
export interface SlowLimits {
  bytes: number;
  ms: number;
}

// A client that reads again hears why it was dropped; one that doesn't is cut off after this.
const CLOSE_GRACE_MS = 5_000;

/**
 * One client's socket. Frames are written to the TCP socket as they are, past `ws`, whose own `send` would frame them
 * again for each socket; without compression `ws` writes at once too, so the order holds.
 */
export class Connection {
  readonly viewer: Viewer;
  readonly ws: WebSocket;
  /** The rooms whose messages it gets. */
  readonly rooms = new Set<number>();
  /** Answered the last ping. */
  alive = true;
  private readonly socket: Socket;
  private readonly limits: SlowLimits;
  private readonly onSlow: () => void;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private held = false;
  private stuckSince: number | null = null;
  private closed = false;

  constructor(ws: WebSocket, socket: Socket, viewer: Viewer, limits: SlowLimits, onSlow: () => void) {
    this.ws = ws;
    this.socket = socket;
    this.viewer = viewer;
    this.limits = limits;
    this.onSlow = onSlow;
    socket.on("drain", () => {
      this.stuckSince = null;
      this.flush();
    });
  }

  /** Keeps what comes while `work` runs, and sends it after what `work` itself wrote. */
  async hold(work: () => Promise<void>): Promise<void> {
    this.held = true;
    try {
      await work();
    } finally {
      this.held = false;
      this.flush();
    }
  }

  /** Whether it has not yet taken all that it was sent. */
  get backlogged(): boolean {
    return this.stuckSince !== null;
  }

  /** Adds a frame to what the next flush writes. */
  push(frame: Buffer): void {
    if (this.closed) return;
    this.pending.push(frame);
    this.pendingBytes += frame.length;
    this.dropIfSlow();
  }

  /** Writes all that is waiting in one go, unless the socket still has the last. */
  flush(): void {
    if (this.held || this.stuckSince !== null || this.pending.length === 0 || this.closed) return;
    const data = this.pending.length === 1 ? this.pending[0]! : Buffer.concat(this.pending, this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    this.write(data);
  }

  /** Writes serialised events now, before anything that is held back. */
  sayFirst(events: string[]): void {
    if (!this.closed) this.write(frameOf(events));
  }

  /** Settles once the socket took what was written. */
  async drained(): Promise<void> {
    while (this.stuckSince !== null && !this.closed) {
      await new Promise<void>((resolve) => {
        this.socket.once("drain", resolve);
        this.socket.once("close", resolve);
      });
    }
  }

  /** Drops the client when it is too slow; called as frames come and now and then. */
  dropIfSlow(): void {
    if (this.closed) return;
    const stuckMs = this.stuckSince === null ? 0 : performance.now() - this.stuckSince;
    if (this.pendingBytes <= this.limits.bytes && stuckMs <= this.limits.ms) return;
    this.onSlow();
    this.close(CloseCode.tooSlow, "too slow to keep up");
  }

  get open(): boolean {
    return !this.closed && this.ws.readyState === this.ws.OPEN;
  }

  close(code: number, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.pending = [];
    this.pendingBytes = 0;
    this.ws.close(code, reason);
    setTimeout(() => this.ws.terminate(), CLOSE_GRACE_MS).unref();
  }

  private write(data: Buffer): void {
    if (this.socket.destroyed || this.ws.readyState !== this.ws.OPEN) return;
    if (!this.socket.write(data)) this.stuckSince ??= performance.now();
  }
}
