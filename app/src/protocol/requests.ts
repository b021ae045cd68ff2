import { type Static, Type } from "typebox";
import {
  Id,
  Involvement,
  MAX_BOOST_LENGTH,
  MAX_TEXT_LENGTH,
  Message,
  MessageNumber,
  RoomType,
  Session,
  User,
} from "./entities.ts";

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });
const Email = Type.String({ maxLength: 254, format: "email" });
// More people than that belong into an open room.
const UserIds = Type.Array(Id, { maxItems: 1000 });
export const Password = Type.String({ minLength: 8, maxLength: 200 });

export const FirstRun = Type.Object({ accountName: Name, name: Name, email: Email, password: Password });
export const Join = Type.Object({ name: Name, email: Email, password: Password });
export const SignIn = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 254 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
});
export const NewRoom = Type.Object({
  type: RoomType,
  name: Type.Optional(Name),
  userIds: Type.Optional(UserIds),
});
export const ChangedRoom = Type.Object({
  name: Type.Optional(Name),
  type: Type.Optional(Type.Enum(["open", "closed"])),
});
export const ChangedMembers = Type.Object({ userIds: UserIds });
export const ChangedInvolvement = Type.Object({ involvement: Involvement });
export const ChangedAccount = Type.Object({
  name: Type.Optional(Name),
  onlyAdministratorsCreateRooms: Type.Optional(Type.Boolean()),
});

/** CSS that is applied for everybody. */
export const Styles = Type.Object({ styles: Type.String({ maxLength: 50_000, pattern: "^[^\\u0000]*$" }) });

/** Something besides white space and no NUL, which PostgreSQL can't store. */
const STORABLE = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$";
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH, pattern: STORABLE });

export const ClientMessageId = Type.String({ pattern: "^[A-Za-z0-9._:-]{1,64}$" });
export const NewMessage = Type.Object({ text: Text, clientMessageId: ClientMessageId });
export const EditedMessage = Type.Object({ text: Text });
export const NewBoost = Type.Object({
  content: Type.String({ minLength: 1, maxLength: MAX_BOOST_LENGTH, pattern: STORABLE }),
});
const WebhookUrl = Type.String({ maxLength: 2000, pattern: "^https?://[^\\s]+$", format: "uri" });
export const NewBot = Type.Object({
  name: Name,
  webhookUrl: Type.Optional(Type.Union([WebhookUrl, Type.Null()])),
});
export const ChangedBot = Type.Partial(NewBot);
export const ReadMark = Type.Object({ number: MessageNumber });

export const PageQuery = Type.Object({
  before: Type.Optional(MessageNumber),
  after: Type.Optional(MessageNumber),
  around: Type.Optional(MessageNumber),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});

export const SearchQuery = Type.Object({ query: Type.String({ minLength: 1, maxLength: 200, pattern: STORABLE }) });
export const SearchResult = Type.Object({ messages: Type.Array(Message) });
export const Searches = Type.Object({ queries: Type.Array(Type.String()) });

export const SignedIn = Type.Object({ user: User });
export const ChangedRole = Type.Object({ role: Type.Enum(["member", "administrator"]) });
export const Profile = Type.Object({ user: User, email: Type.Union([Type.String(), Type.Null()]) });
export const ChangedProfile = Type.Object({
  name: Type.Optional(Name),
  bio: Type.Optional(Type.String({ maxLength: 500, pattern: "^[^\\u0000]*$" })),
  email: Type.Optional(Email),
  password: Type.Optional(Password),
  currentPassword: Type.Optional(Type.String({ maxLength: 200 })),
});
export const SessionList = Type.Object({ sessions: Type.Array(Session) });
export const TransferLink = Type.Object({ url: Type.String(), expiresAt: Type.String() });
export const MessagePage = Type.Object({
  messages: Type.Array(Message),
  more: Type.Boolean(),
  moreAfter: Type.Optional(Type.Boolean()),
});

export type FirstRun = Static<typeof FirstRun>;
export type Join = Static<typeof Join>;
export type NewRoom = Static<typeof NewRoom>;
export type NewMessage = Static<typeof NewMessage>;
export type Profile = Static<typeof Profile>;
export type ChangedProfile = Static<typeof ChangedProfile>;
export type NewBot = Static<typeof NewBot>;
export type ChangedBot = Static<typeof ChangedBot>;
export type ChangedRoom = Static<typeof ChangedRoom>;
export type ChangedAccount = Static<typeof ChangedAccount>;
export type PageQuery = Static<typeof PageQuery>;
export type MessagePage = Static<typeof MessagePage>;
