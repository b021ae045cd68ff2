import type { Importer } from "../importer.ts";
import type { Row } from "../tables.ts";
import { importAttachments } from "./attachments.ts";
import { CampfireDatabase, type SqliteRow } from "./database.ts";
import { importAvatars, logoOf } from "./files.ts";
import { messageQuery, messageRow } from "./messages.ts";
import { accountRow, boostRow, membershipRow, roomRow, searchRow, userRow, webhookRow } from "./rows.ts";

const AT_ONCE = 500;
// With the files of some of them, which are stored meanwhile.
const MESSAGES_AT_ONCE = 200;

/**
 * Imports a once-campfire's SQLite database with the ids of its people, rooms, messages and boosts; `files` is the folder
 * of its files.
 */
export async function importCampfire(importer: Importer, path: string, files: string | null = null): Promise<void> {
  const database = new CampfireDatabase(path);
  try {
    const people = new Map(
      database.rows("select id, name from users").map(({ id, name }) => [Number(id), String(name)]),
    );
    const adder = (to: Importer) => (table: string, sql: string, convert: (row: SqliteRow) => Row) =>
      addAll(to, database, { table, sql, convert });
    // All of them or none: where an id is taken, it is one of theirs.
    await importer.together(async (all) => {
      const account = accountRow(database.rows("select * from accounts order by id limit 1")[0]!);
      await importAccount(all, { ...account, ...(await logoOf(all, database, files)) });
      await adder(all)("users", "select * from users order by id", userRow);
      await adder(all)("rooms", ROOMS, (row) => roomRow(row, people));
    });
    await importAvatars(importer, database, files);
    const add = adder(importer);
    for (const batch of database.batches(messageQuery(database), MESSAGES_AT_ONCE)) {
      await importer.together(async (all) => {
        await all.add(
          "messages",
          batch.map((row) => messageRow(row, people)),
        );
        await importAttachments(all, batch, files);
      });
    }
    await add("boosts", "select * from boosts order by id", boostRow);
    await add("memberships", MEMBERSHIPS, membershipRow);
    if (database.has("webhooks")) await add("webhooks", WEBHOOKS, webhookRow);
    if (database.has("bans"))
      await add("blocked_addresses", BANS, ({ user_id, ip_address }) => ({ userId: user_id, address: ip_address }));
    if (database.has("searches")) await add("searches", SEARCHES, searchRow);
    sayWhatStays(importer, database);
  } finally {
    database.close();
  }
}

const ROOMS = `select rooms.*, (select group_concat(user_id) from memberships where room_id = rooms.id) as member_ids
  from rooms order by id`;
// What was deleted past Rails' own rules leaves rows behind that lead nowhere; sayWhatStays counts them.
const MEMBERSHIPS = `select memberships.*, (
    select count(*) from messages where messages.room_id = memberships.room_id
      and (memberships.unread_at is null or messages.created_at < memberships.unread_at)
  ) as read_number
  from memberships
  where user_id in (select id from users) and room_id in (select id from rooms) order by room_id, user_id`;
const WEBHOOKS = "select max(id), user_id, url from webhooks where url is not null group by user_id order by user_id";
const BANS = "select distinct user_id, ip_address from bans order by user_id, ip_address";
const SEARCHES =
  "select max(id) as id, user_id, query, max(updated_at) as updated_at from searches group by user_id, query order by 1";

async function importAccount(importer: Importer, account: Row): Promise<void> {
  const [fresh] = await importer.add("accounts", [account]);
  if (!account.logo) return;
  importer.report.read("logos");
  if (fresh) importer.report.imported("logos");
  else importer.report.skipped("logos", "the chat keeps its own");
}

async function addAll(
  importer: Importer,
  database: CampfireDatabase,
  { table, sql, convert }: { table: string; sql: string; convert: (row: SqliteRow) => Row },
): Promise<void> {
  for (const batch of database.batches(sql, AT_ONCE)) await importer.add(table, batch.map(convert));
}

function sayWhatStays({ report }: Importer, database: CampfireDatabase): void {
  const stays: [string, string, string, string?][] = [
    [
      "memberships",
      "memberships",
      "of people or rooms that are gone",
      "user_id not in (select id from users) or room_id not in (select id from rooms)",
    ],
    ["sessions", "sessions", "everybody signs in again, with the same password"],
    [
      "push_subscriptions",
      "push subscriptions",
      "they are signed with the old chat's keys: people turn notifications on again",
    ],
    ["accounts", "custom styles", "they are written for the old chat's pages", "coalesce(custom_styles, '') <> ''"],
  ];
  for (const [table, kind, reason, where] of stays) {
    const count =
      table === "accounts" && !database.hasColumn("accounts", "custom_styles") ? 0 : database.count(table, where);
    if (count === 0) continue;
    report.read(kind, count);
    report.skipped(kind, reason, count);
  }
}
