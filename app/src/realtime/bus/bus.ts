import type { TraceParent } from "../message-traces.ts";

/** What replicas tell each other. Events are serialised already: a receiver puts them into frames as they are. */
export type BusEntry =
  | { kind: "message"; roomId: number; number: number; receivedAt: number; event: string; trace?: TraceParent }
  | { kind: "change"; roomId: number; change: number; event: string }
  /** Look in the database what this room has got. */
  | { kind: "check"; roomId: number }
  | { kind: "room"; roomId: number; event: string }
  | { kind: "users"; userIds: number[] | null; event: string }
  | { kind: "reach"; userIds: number[] | null; roomIds: number[] | null }
  /** These rooms look different to these of their members; null is all. */
  | { kind: "rooms"; roomIds: number[]; userIds: number[] | null }
  | { kind: "presence"; userId: number; online: boolean }
  | { kind: "sessions"; sessionIds: number[]; removed?: boolean };

export interface BusListener {
  /** What another replica published, in its order. */
  receive(entry: BusEntry): void;
  /** The bus was away, so anything may have been missed. */
  recovered(): void;
}

/**
 * Between replicas. Best effort: whatever is lost is in the database, and each replica looks there when the bus comes
 * back, now and then, and while it is away.
 */
export interface Bus {
  readonly kind: "redis" | "postgres" | "memory";
  readonly connected: boolean;
  /** Settles once it listens or found that it can't for now. */
  start(listener: BusListener): Promise<void>;
  publish(entries: BusEntry[]): void;
  /** Sends what is waiting, then hangs up. */
  close(): Promise<void>;
}

export interface BusObserver {
  published(entries: number): void;
  received(entries: BusEntry[]): void;
  failed(): void;
  reconnected(): void;
}
