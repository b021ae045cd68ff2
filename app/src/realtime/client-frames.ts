import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { Compile, type Validator } from "typebox/compile";
import { AppError, type ErrorCode, toAppError } from "../http/errors.ts";
import { consume } from "../http/rate-limits.ts";
import type { Log } from "../log.ts";
import type { MessagePoster } from "../messages/post.ts";
import type { ReadMarks } from "../messages/read-marks.ts";
import type { Presence } from "../presence/presence.ts";
import type { RoomPresence } from "../presence/room-presence.ts";
import type { Message } from "../protocol/entities.ts";
import { type ClientFrame, ClientFrames, CloseCode } from "../protocol/frames.ts";
import { NewMessage } from "../protocol/requests.ts";
import type { Connection } from "./connection.ts";
import type { MessageTraces } from "./message-traces.ts";
import type { Replica } from "./replica.ts";

/** How a message that came over a WebSocket ended: sent, or refused for this reason. */
export type MessageOutcome = "sent" | ErrorCode | "internal";

export interface FrameServices {
  replica: Replica;
  poster: MessagePoster;
  readMarks: ReadMarks;
  presence: Presence;
  roomPresence: RoomPresence;
  messageLimit: RateLimiterAbstract;
  /** Told how each message ended. */
  ended(outcome: MessageOutcome): void;
  /** Where traces are sent. */
  traces?: MessageTraces;
  log: Log;
}

const frames = Object.fromEntries(
  Object.entries(ClientFrames).map(([type, schema]) => [type, Compile(schema)]),
) as unknown as Record<string, Validator>;
const newMessage = Compile(NewMessage);
const TYPING_EVERY_MS = 1_000;

/** The frame that a client sent; null when it is none of the protocol's. */
export function parseFrame(data: string): ClientFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  const type = (value as { type?: unknown } | null)?.type;
  const schema = typeof type === "string" && Object.hasOwn(frames, type) ? frames[type] : undefined;
  return schema?.Check(value) ? (value as ClientFrame) : null;
}

/** Does what a client asks for after its hello. */
export class FrameHandler {
  private readonly services: FrameServices;
  private readonly typedAt = new WeakMap<Connection, number>();

  constructor(services: FrameServices) {
    this.services = services;
  }

  handle(connection: Connection, frame: Exclude<ClientFrame, { type: "hello" }>): void {
    const { replica, readMarks, presence, roomPresence, log } = this.services;
    const { userId } = connection.viewer;
    switch (frame.type) {
      case "send":
        void this.send(connection, frame);
        break;
      case "typing":
        if (!this.mayType(connection, frame.roomId)) return;
        replica.toRoom(frame.roomId, { type: "typing", roomId: frame.roomId, userId });
        break;
      case "read":
        readMarks
          .mark({ roomId: frame.roomId, userId, number: frame.number })
          .catch((error) => log.warn({ err: error, userId, roomId: frame.roomId }, "could not move a read mark"));
        break;
      case "seen":
        presence.seen(userId);
        roomPresence.seen(connection, userId, frame.roomId);
        replica.hub.tell(connection, { type: "alive" });
        break;
      default:
        connection.close(CloseCode.badFrame, "unexpected frame");
    }
  }

  /** Forgets what a connection that closed was looking at. */
  closed(connection: Connection): void {
    this.services.roomPresence.left(connection);
  }

  private mayType(connection: Connection, roomId: number): boolean {
    const now = performance.now();
    if (!connection.rooms.has(roomId) || now - (this.typedAt.get(connection) ?? -Infinity) < TYPING_EVERY_MS)
      return false;
    this.typedAt.set(connection, now);
    return true;
  }

  private async send(connection: Connection, frame: ClientFrame & { type: "send" }): Promise<void> {
    const { replica, ended, log, traces } = this.services;
    const { roomId, clientMessageId } = frame;
    const creatorId = connection.viewer.userId;
    const post = () => this.post(creatorId, frame);
    try {
      const message = await (traces ? traces.sent(post) : post());
      replica.hub.tell(connection, { type: "sent", clientMessageId, message });
      ended("sent");
    } catch (error) {
      const known = toAppError(error);
      if (!known) log.error({ err: error, userId: creatorId, roomId }, "a message failed unexpectedly");
      const { code, message } = known ?? { code: "internal" as const, message: "Something went wrong. Try again." };
      ended(code);
      replica.hub.tell(connection, { type: "refused", clientMessageId, code, message });
    }
  }

  private async post(creatorId: number, frame: ClientFrame & { type: "send" }): Promise<Message> {
    const { roomId, text, clientMessageId } = frame;
    if (!newMessage.Check({ text, clientMessageId })) {
      throw new AppError("invalid", "A message has 1 to 10,000 characters, not only spaces.");
    }
    await consume(this.services.messageLimit, String(creatorId));
    return (await this.services.poster.post({ roomId, creatorId, clientMessageId, text })).message;
  }
}
