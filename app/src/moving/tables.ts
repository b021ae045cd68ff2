/** A line of an export: columns in camel case. A message without a number gets its room's next. */
export type Row = Record<string, unknown>;

/** How one table is exported and imported. Fields of a line are called as the columns, in camel case. */
export interface MovedTable {
  name: string;
  /** The primary key; lines are in its order. */
  key: readonly string[];
  columns: readonly string[];
  /** Columns by which somebody could sign in or act as somebody else; exported only when asked for. */
  secrets?: readonly string[];
  /** A row that has the same key is the same row when these columns agree too. */
  sameBy: readonly string[];
  /** Exported only when asked for, as a whole. */
  secret?: true;
}

const words = (text: string) => text.trim().split(/\s+/);

/** What moves, in an order in which it can be inserted. A test compares this with the database's schema. */
export const MOVED: readonly MovedTable[] = [
  {
    name: "accounts",
    key: ["singleton"],
    columns: words("singleton name only_administrators_create_rooms logo logo_hash styles styles_hash created_at"),
    secrets: ["join_code"],
    sameBy: [],
  },
  {
    name: "users",
    key: ["id"],
    columns: words("id name email role status bio created_at updated_at"),
    secrets: ["password_hash", "bot_key"],
    sameBy: ["created_at"],
  },
  { name: "avatars", key: ["user_id"], columns: words("user_id hash content"), sameBy: [] },
  {
    name: "identities",
    key: ["issuer", "subject"],
    columns: words("issuer subject user_id created_at"),
    sameBy: ["user_id"],
    secret: true,
  },
  { name: "webhooks", key: ["user_id"], columns: words("user_id url secret"), sameBy: [], secret: true },
  {
    name: "rooms",
    key: ["id"],
    columns: words(`id type name direct_key creator_id last_number last_message_at last_change created_at updated_at`),
    sameBy: ["created_at"],
  },
  {
    name: "messages",
    key: ["id"],
    columns: words(
      `id room_id number creator_id client_message_id body source markdown mentions change created_at edited_at deleted_at`,
    ),
    sameBy: ["room_id", "creator_id", "client_message_id"],
  },
  {
    // Their files are in the zip too, by the same keys.
    name: "attachments",
    key: ["id"],
    columns: words(
      `id room_id creator_id client_message_id key thumbnail_key thumbnail_bytes name content_type bytes sha256
       width height created_at`,
    ),
    sameBy: ["room_id", "creator_id", "client_message_id"],
  },
  {
    name: "boosts",
    key: ["id"],
    columns: words("id message_id creator_id content created_at"),
    sameBy: ["message_id", "creator_id"],
  },
  {
    name: "link_previews",
    key: ["message_id"],
    columns: words("message_id url title description site image image_width image_height"),
    sameBy: [],
  },
  {
    name: "memberships",
    key: ["room_id", "user_id"],
    columns: words("room_id user_id involvement read_number created_at"),
    sameBy: [],
  },
  { name: "blocked_addresses", key: ["user_id", "address"], columns: ["user_id", "address"], sameBy: [] },
  { name: "searches", key: ["id"], columns: words("id user_id query searched_at"), sameBy: ["user_id"], secret: true },
  {
    name: "audit_events",
    key: ["id"],
    columns: words("id at kind actor_id user_id room_id address request_id details"),
    sameBy: ["at"],
    secret: true,
  },
  { name: "campfire_files", key: ["blob_id"], columns: words("blob_id message_id"), sameBy: ["message_id"] },
  {
    name: "imported_ids",
    key: ["source", "kind", "source_id"],
    columns: words("source kind source_id id"),
    sameBy: ["id"],
  },
];

/** What stays, and why. */
export const STAYS: Record<string, string> = {
  schema_version: "the target has its own",
  sessions: "they are of the devices that use this chat",
  transfers: "links that work for hours",
  password_resets: "links that work for hours",
  link_fetches: "links that are looked at in a moment",
  client_files: "files of the clients that this chat's replicas serve",
  presence: "who is here at the moment",
  room_presence: "who looks at which room at the moment",
  rate_limits: "what was tried in the last minutes",
  webhook_calls: "calls that are under way",
  file_removals: "what this chat's files still have to lose",
  push_keys: "browsers know this chat by them",
  push_subscriptions: "a browser allows one chat to notify it: people turn notifications on again",
  push_messages: "notifications that are under way",
  push_deliveries: "notifications that are under way",
};

export const tableOf = (name: string): MovedTable => MOVED.find((table) => table.name === name)!;

export const camel = (column: string): string =>
  column.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
