import { type Static, type TSchema, Type } from "typebox";

/** The longest text of one message, in characters. */
export const MAX_TEXT_LENGTH = 10_000;

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** Counts a room's messages from 1 without gaps; 0 stands before the first. */
export const MessageNumber = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Time = Type.String({ format: "date-time" });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Role = Type.Enum(["member", "administrator", "bot"]);
export const RoomType = Type.Enum(["open", "closed", "direct"]);
export const Involvement = Type.Enum(["invisible", "nothing", "mentions", "everything"]);

export const User = Type.Object({ id: Id, name: Type.String(), role: Role, avatarUrl: nullable(Type.String()) });

export const Room = Type.Object({
  id: Id,
  type: RoomType,
  name: nullable(Type.String()),
  userIds: nullable(Type.Array(Id)),
  involvement: Involvement,
  lastNumber: MessageNumber,
  readNumber: MessageNumber,
  lastMessageAt: nullable(Time),
});

export const Message = Type.Object({
  id: Id,
  roomId: Id,
  number: MessageNumber,
  clientMessageId: Type.String(),
  creatorId: Id,
  createdAt: Time,
  editedAt: nullable(Time),
  text: Type.String(),
  html: Type.String(),
});

export const State = Type.Object({
  account: Type.Object({ name: Type.String(), joinUrl: Type.Optional(Type.String()) }),
  user: User,
  users: Type.Array(User),
  rooms: Type.Array(Room),
  presence: Type.Object({ online: Type.Array(Id) }),
  version: Type.String(),
});

export type Role = Static<typeof Role>;
export type RoomType = Static<typeof RoomType>;
export type User = Static<typeof User>;
export type Room = Static<typeof Room>;
export type Message = Static<typeof Message>;
export type State = Static<typeof State>;
