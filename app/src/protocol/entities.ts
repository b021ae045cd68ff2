import { type Static, type TSchema, Type } from "typebox";

/** The longest text of one message, in characters. */
export const MAX_TEXT_LENGTH = 10_000;

/** The longest boost, in characters. */
export const MAX_BOOST_LENGTH = 16;

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** Counts a room's messages from 1 without gaps; 0 stands before the first. */
export const MessageNumber = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Time = Type.String({ format: "date-time" });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Role = Type.Enum(["member", "administrator", "bot"]);
export const RoomType = Type.Enum(["open", "closed", "direct"]);
export const Involvement = Type.Enum(["invisible", "nothing", "mentions", "everything"]);

export const User = Type.Object({
  id: Id,
  name: Type.String(),
  role: Role,
  avatarUrl: nullable(Type.String()),
  active: Type.Optional(Type.Literal(false)),
  banned: Type.Optional(Type.Literal(true)),
  bio: Type.Optional(Type.String()),
});

export const Room = Type.Object({
  id: Id,
  type: RoomType,
  name: nullable(Type.String()),
  userIds: nullable(Type.Array(Id)),
  involvement: Involvement,
  lastNumber: MessageNumber,
  readNumber: MessageNumber,
  lastMessageAt: nullable(Time),
  creatorId: Type.Optional(Id),
  lastChange: Type.Optional(MessageNumber),
});

/** A part of a message's text that names somebody; counted in UTF-16 units. */
export const Mention = Type.Object({ userId: Id, start: Type.Integer(), length: Type.Integer() });

export const Boost = Type.Object({ id: Id, userId: Id, content: Type.String(), createdAt: Time });

/** What a message's first link leads to, as that page says. */
export const LinkPreview = Type.Object({
  url: Type.String(),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  site: Type.Optional(Type.String()),
  image: Type.Optional(Type.Object({ url: Type.String(), width: Type.Integer(), height: Type.Integer() })),
});

/** A file. `width` and `height` are of images, as they are shown; those that can be shown have a thumbnail. */
export const Attachment = Type.Object({
  name: Type.String(),
  type: Type.String(),
  bytes: Type.Integer(),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  url: Type.String(),
  thumbnailUrl: Type.Optional(Type.String()),
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
  sound: Type.Optional(Type.String()),
  mentions: Type.Optional(Type.Array(Mention)),
  attachment: Type.Optional(Attachment),
  boosts: Type.Optional(Type.Array(Boost)),
  preview: Type.Optional(LinkPreview),
  change: Type.Optional(MessageNumber),
  deleted: Type.Optional(Type.Literal(true)),
});

export const Account = Type.Object({
  name: Type.String(),
  joinUrl: Type.Optional(Type.String()),
  onlyAdministratorsCreateRooms: Type.Optional(Type.Literal(true)),
  logoUrl: Type.Optional(Type.String()),
  stylesUrl: Type.Optional(Type.String()),
});

/** One device that somebody is signed in on. */
export const Session = Type.Object({
  id: Id,
  address: nullable(Type.String()),
  userAgent: nullable(Type.String()),
  createdAt: Time,
  current: Type.Optional(Type.Literal(true)),
});

export const Bot = Type.Object({
  id: Id,
  name: Type.String(),
  active: Type.Boolean(),
  /** Null once it was deactivated. */
  key: nullable(Type.String()),
  webhookUrl: nullable(Type.String()),
  webhookSecret: nullable(Type.String()),
});

export const State = Type.Object({
  account: Account,
  user: User,
  users: Type.Array(User),
  rooms: Type.Array(Room),
  presence: Type.Object({ online: Type.Array(Id) }),
  version: Type.String(),
  /** The largest file that may be attached. */
  maxAttachmentBytes: Type.Integer(),
});

export type Role = Static<typeof Role>;
export type Involvement = Static<typeof Involvement>;
export type Account = Static<typeof Account>;
export type RoomType = Static<typeof RoomType>;
export type User = Static<typeof User>;
export type Room = Static<typeof Room>;
export type Mention = Static<typeof Mention>;
export type Boost = Static<typeof Boost>;
export type LinkPreview = Static<typeof LinkPreview>;
export type Attachment = Static<typeof Attachment>;
export type Message = Static<typeof Message>;
export type Session = Static<typeof Session>;
export type Bot = Static<typeof Bot>;
export type State = Static<typeof State>;
