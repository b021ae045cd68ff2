import { DatabaseSync } from "node:sqlite";

const TIMES = "created_at datetime not null, updated_at datetime not null";

/** The tables of a once-campfire, as far as their columns matter to an import. */
const SCHEMA = `
create table accounts (id integer primary key, name varchar not null, join_code varchar not null, custom_styles text, settings json, ${TIMES});
create table users (id integer primary key, name varchar not null, email_address varchar, password_digest varchar, bio text,
  bot_token varchar, role integer not null default 0, status integer not null default 0, ${TIMES});
create table rooms (id integer primary key, name varchar, type varchar not null, creator_id bigint not null, ${TIMES});
create table memberships (id integer primary key, room_id integer not null, user_id integer not null, involvement varchar default 'mentions',
  unread_at datetime, connections integer not null default 0, connected_at datetime, ${TIMES});
create table messages (id integer primary key, room_id integer not null, creator_id integer not null, client_message_id varchar not null, ${TIMES});
create table action_text_rich_texts (id integer primary key, name varchar not null, body text, record_type varchar not null, record_id bigint not null, ${TIMES});
create table active_storage_blobs (id integer primary key, key varchar not null, filename varchar not null, content_type varchar,
  byte_size bigint not null, checksum varchar, created_at datetime not null);
create table active_storage_attachments (id integer primary key, name varchar not null, record_type varchar not null, record_id bigint not null,
  blob_id bigint not null, created_at datetime not null);
create table boosts (id integer primary key, message_id integer not null, booster_id integer not null, content varchar(16) not null, ${TIMES});
create table bans (id integer primary key, user_id integer not null, ip_address varchar not null, ${TIMES});
create table searches (id integer primary key, user_id integer not null, query varchar not null, ${TIMES});
create table sessions (id integer primary key, user_id integer not null, token varchar not null, ${TIMES});
create table push_subscriptions (id integer primary key, user_id integer not null, endpoint varchar, ${TIMES});
create table webhooks (id integer primary key, user_id integer not null, url varchar, ${TIMES});
`;

type Value = string | number | null;

/** A once-campfire's database, made by a test. */
export class OnceCampfire {
  private readonly sqlite: DatabaseSync;

  constructor(path: string) {
    this.sqlite = new DatabaseSync(path);
    this.sqlite.exec(SCHEMA);
  }

  /** Adds a row; times that aren't given are the same for all rows. */
  add(table: string, row: Record<string, Value>): void {
    const columns = this.sqlite
      .prepare(`select name from pragma_table_info(?)`)
      .all(table)
      .map(({ name }) => String(name));
    const all: Record<string, Value> = { ...row };
    for (const time of ["created_at", "updated_at"])
      if (columns.includes(time)) all[time] ??= "2026-01-01 10:00:00.123456";
    const names = Object.keys(all);
    const sql = `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`;
    this.sqlite.prepare(sql).run(...Object.values(all));
  }

  say(id: number, roomId: number, creatorId: number, html: string, { minute = id, edited = false } = {}): void {
    const time = (second: number) =>
      `2026-01-02 10:${String(minute % 60).padStart(2, "0")}:${String(second).padStart(2, "0")}.5`;
    const created = { created_at: time(0), updated_at: time(0) };
    this.add("messages", { id, room_id: roomId, creator_id: creatorId, client_message_id: `client-${id}`, ...created });
    const text = { name: "body", body: html, record_type: "Message", record_id: id };
    this.add("action_text_rich_texts", { ...text, ...created, ...(edited && { updated_at: time(30) }) });
  }

  attach(id: number, type: "Message" | "User" | "Account", recordId: number, filename: string, key = `key${id}`): void {
    this.add("active_storage_blobs", { id, key, filename, content_type: "application/octet-stream", byte_size: 4 });
    const name = { Message: "attachment", User: "avatar", Account: "logo" }[type];
    this.add("active_storage_attachments", { id, name, record_type: type, record_id: recordId, blob_id: id });
  }

  close(): void {
    this.sqlite.close();
  }
}

/** How Campfire stores a mention: the person's signed global id. */
export function mentionOf(userId: number, old = false): string {
  const gid = `gid://campfire/User/${userId}?expires_in`;
  const data = old
    ? { message: Buffer.from(`\u0004\bI"${gid}`).toString("base64"), pur: "attachable" }
    : { data: gid, pur: "attachable" };
  const sgid = `${Buffer.from(JSON.stringify({ _rails: data })).toString("base64")}--0123abcd`;
  const content = "&lt;div class=&quot;mention&quot;&gt;x&lt;/div&gt;";
  return `<action-text-attachment sgid="${sgid}" content-type="application/vnd.campfire.mention" content="${content}"></action-text-attachment>`;
}
