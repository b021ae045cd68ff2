import { type Static, Type } from "typebox";
import { Account, Id, Message, MessageNumber, Room, User } from "./entities.ts";

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
  /** `roomId` is the room before the person's eyes, null for none; a client that doesn't say may show any. */
  seen: Type.Object({ type: Type.Literal("seen"), roomId: Type.Optional(Type.Union([Id, Type.Null()])) }),
};

export type ClientFrame = {
  [K in keyof typeof ClientFrames]: Static<(typeof ClientFrames)[K]>;
}[keyof typeof ClientFrames];

/** What the server says: each text frame is an array of these. */
export const ServerEvents = {
  welcome: Type.Object({
    type: Type.Literal("welcome"),
    instanceId: Type.String(),
    version: Type.String(),
    pingSeconds: Type.Integer(),
    online: Type.Array(Id),
  }),
  message: Type.Object({ type: Type.Literal("message"), message: Message }),
  changed: Type.Object({ type: Type.Literal("changed"), message: Message }),
  stale: Type.Object({ type: Type.Literal("stale"), roomId: Id, lastChange: MessageNumber }),
  alive: Type.Object({ type: Type.Literal("alive") }),
  behind: Type.Object({ type: Type.Literal("behind"), roomId: Id, lastNumber: MessageNumber }),
  sent: Type.Object({ type: Type.Literal("sent"), clientMessageId: Type.String(), message: Message }),
  refused: Type.Object({
    type: Type.Literal("refused"),
    clientMessageId: Type.String(),
    code: Type.String(),
    message: Type.String(),
  }),
  room: Type.Object({ type: Type.Literal("room"), room: Room }),
  roomRemoved: Type.Object({ type: Type.Literal("roomRemoved"), roomId: Id }),
  user: Type.Object({ type: Type.Literal("user"), user: User }),
  account: Type.Object({ type: Type.Literal("account"), account: Account }),
  presence: Type.Object({ type: Type.Literal("presence"), userId: Id, online: Type.Boolean() }),
  typing: Type.Object({ type: Type.Literal("typing"), roomId: Id, userId: Id }),
  read: Type.Object({ type: Type.Literal("read"), roomId: Id, number: MessageNumber }),
  reconnect: Type.Object({ type: Type.Literal("reconnect"), afterMs: Type.Number() }),
};

export type ServerEvent = {
  [K in keyof typeof ServerEvents]: Static<(typeof ServerEvents)[K]>;
}[keyof typeof ServerEvents];

/** Why the server closes a WebSocket. */
export const CloseCode = {
  signedOut: 4401,
  removed: 4403,
  tooSlow: 4408,
  shuttingDown: 1012,
  badFrame: 1008,
} as const;
