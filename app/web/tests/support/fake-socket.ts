import type { ClientFrame, ServerEvent } from "../../src/protocol.ts";
import type { Socket } from "../../src/sync/connection.ts";

/** A WebSocket whose other end is the test. */
export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly frames: ClientFrame[] = [];
  closed = false;

  send(data: string): void {
    this.frames.push(JSON.parse(data) as ClientFrame);
  }

  close(): void {
    this.closed = true;
  }

  say(...events: ServerEvent[]): void {
    this.onmessage?.({ data: JSON.stringify(events) });
  }

  welcome(version = "1"): void {
    this.onopen?.();
    this.say({ type: "welcome", instanceId: "i", version, pingSeconds: 30, online: [] });
  }

  lose(code = 1006): void {
    this.onclose?.({ code });
  }

  /** The frames of one type, as they were sent. */
  sent<T extends ClientFrame["type"]>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<ClientFrame, { type: T }> => frame.type === type);
  }
}
