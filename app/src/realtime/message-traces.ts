/** A W3C traceparent: which trace a message belongs to. Travels with it to the sockets, and over the bus to other replicas. */
export type TraceParent = string;

/** What becomes of a message, as parts of a trace. There is one only where traces are sent; nothing here fails. */
export interface MessageTraces {
  /** Runs `work` as the span of a message that a client sent over its WebSocket: what it asks of the database is part of it. */
  sent<T>(work: () => Promise<T>): Promise<T>;
  /** The trace that what runs now belongs to; none when it is not recorded. */
  current(): TraceParent | undefined;
  /** The message was committed just now; `receivedAt` is when it was taken in, in ms since the epoch. */
  committed(trace: TraceParent, receivedAt: number): void;
  /** It was written to so many of this replica's sockets just now. */
  delivered(trace: TraceParent, receivedAt: number, receivers: number): void;
}
