import type { Message } from "../protocol/entities.ts";
import type { ServerEvent } from "../protocol/frames.ts";
import type { TraceParent } from "./message-traces.ts";

/** A message that was just committed by this replica. */
export interface Committed {
  message: Message;
  /** When the replica took it in, in ms since the epoch: deliveries are timed from here. */
  receivedAt: number;
  /** Where traces are sent. */
  trace?: TraceParent;
}

/** What features tell the connected clients, on every replica. Nothing here waits or fails. */
export interface Realtime {
  messagesCommitted(messages: Committed[]): void;
  /** Edited, deleted or boosted: the message as it is now, with the number of its change. */
  messageChanged(message: Message): void;
  /** A statement's outcome is unknown: look in the database for what these rooms may have got. */
  roomsInDoubt(roomIds: number[]): void;
  /** To all who are in the room now, for what may be lost, such as typing. */
  toRoom(roomId: number, event: ServerEvent): void;
  /** To these users' clients; null is everybody. */
  toUsers(userIds: number[] | null, event: ServerEvent): void;
  /** Whether these users reach these rooms may have changed; null is everybody, or every room. */
  reachChanged(userIds: number[] | null, roomIds: number[] | null): void;
  /** These rooms look different to these of their members; null is all members. */
  roomsChanged(roomIds: number[], userIds: number[] | null): void;
  presenceChanged(userId: number, online: boolean): void;
  /** `removed`: whoever they were of may not come back, and is told so. */
  sessionsEnded(sessionIds: number[], removed?: boolean): void;
}
