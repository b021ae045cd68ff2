import { type Static, Type } from "typebox";
import { type Account, Id, type Message, MessageNumber, type Room, type User } from "./entities.ts";

const RoomKey = Type.String({ pattern: "^[1-9][0-9]{0,15}$" });

/** What a client may send over the WebSocket: one object a frame. */
export const ClientFrames = {
  hello: Type.Object({
    type: Type.Literal("hello"),
    rooms: Type.Record(RoomKey, MessageNumber),
    changes: Type.Optional(Type.Record(RoomKey, MessageNumber)),
  }),
  /** The text is checked where it is sent, so that a wrong one is answered with `refused`. */
  send: Type.Object({
    type: Type.Literal("send"),
    roomId: Id,
    text: Type.String(),
    clientMessageId: Type.String({ minLength: 1, maxLength: 64 }),
  }),
  typing: Type.Object({ type: Type.Literal("typing"), roomId: Id }),
  read: Type.Object({ type: Type.Literal("read"), roomId: Id, number: MessageNumber }),
  seen: Type.Object({ type: Type.Literal("seen") }),
};

export type ClientFrame = {
  [K in keyof typeof ClientFrames]: Static<(typeof ClientFrames)[K]>;
}[keyof typeof ClientFrames];

/** What the server says: each text frame is an array of these. */
export type ServerEvent =
  | { type: "welcome"; instanceId: string; version: string; pingSeconds: number; online: number[] }
  | { type: "message"; message: Message }
  | { type: "changed"; message: Message }
  | { type: "stale"; roomId: number; lastChange: number }
  | { type: "alive" }
  | { type: "behind"; roomId: number; lastNumber: number }
  | { type: "sent"; clientMessageId: string; message: Message }
  | { type: "refused"; clientMessageId: string; code: string; message: string }
  | { type: "room"; room: Room }
  | { type: "roomRemoved"; roomId: number }
  | { type: "user"; user: User }
  | { type: "account"; account: Account }
  | { type: "presence"; userId: number; online: boolean }
  | { type: "typing"; roomId: number; userId: number }
  | { type: "read"; roomId: number; number: number }
  | { type: "reconnect"; afterMs: number };

/** Why the server closes a WebSocket. */
export const CloseCode = {
  signedOut: 4401,
  removed: 4403,
  tooSlow: 4408,
  shuttingDown: 1012,
  badFrame: 1008,
} as const;
