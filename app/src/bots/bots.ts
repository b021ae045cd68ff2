import { randomBytes } from "node:crypto";
import type { Queries, Transactions } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Bot } from "../protocol/entities.ts";
import type { ChangedBot, NewBot } from "../protocol/requests.ts";
import { joinOpenRooms, leaveSharedRooms } from "../rooms/rooms.ts";
import { keyOf, newToken } from "./keys.ts";

type Row = Omit<Bot, "key"> & { token: string | null };

const BOT = `users.id, users.name, users.status = 'active' as active, users.bot_key as token,
  webhooks.url as "webhookUrl", webhooks.secret as "webhookSecret"`;
const BOTS = `users left join webhooks on webhooks.user_id = users.id where users.role = 'bot'`;

export async function listBots(queries: Queries): Promise<Bot[]> {
  const rows = await queries.query<Row>("bots.list", `select ${BOT} from ${BOTS} order by lower(users.name), users.id`);
  return rows.map(toBot);
}

/** Makes a bot, a member of every open room. */
export function createBot(database: Transactions, { name, webhookUrl = null }: NewBot): Promise<Bot> {
  return database.transaction(async (queries) => {
    const [made] = await queries.query<{ id: number }>(
      "bots.insert",
      "insert into users (name, role, bot_key) values ($1, 'bot', $2) returning id",
      [name.trim(), newToken()],
    );
    await joinOpenRooms(queries, made!.id);
    await setWebhook(queries, made!.id, webhookUrl);
    return findBot(queries, made!.id);
  });
}

/** What is left out stays as it is. Throws `not_found` for what is no active bot, as do the others. */
export function changeBot(database: Transactions, id: number, { name, webhookUrl }: ChangedBot): Promise<Bot> {
  return database.transaction(async (queries) => {
    await requireActive(queries, id);
    if (name !== undefined) {
      const sql = "update users set name = $2, updated_at = now() where id = $1";
      await queries.query("bots.rename", sql, [id, name.trim()]);
    }
    if (webhookUrl !== undefined) await setWebhook(queries, id, webhookUrl);
    return findBot(queries, id);
  });
}

export function rotateKey(database: Transactions, id: number): Promise<Bot> {
  return database.transaction(async (queries) => {
    await requireActive(queries, id);
    await queries.query("bots.rotate", "update users set bot_key = $2 where id = $1", [id, newToken()]);
    return findBot(queries, id);
  });
}

/** For good: the key, the webhook and its rooms but direct ones go, what it said stays. */
export function deactivateBot(database: Transactions, id: number): Promise<Bot> {
  return database.transaction(async (queries) => {
    await requireActive(queries, id);
    await queries.query("bots.forgetWebhook", "delete from webhooks where user_id = $1", [id]);
    await leaveSharedRooms(queries, id);
    await queries.query(
      "bots.deactivate",
      "update users set status = 'deactivated', bot_key = null, updated_at = now() where id = $1",
      [id],
    );
    return findBot(queries, id);
  });
}

/** The bot, kept as it is until the transaction ends. Throws `not_found` for what is no active one. */
export async function lockBot(queries: Queries, id: number): Promise<Bot> {
  await requireActive(queries, id);
  return findBot(queries, id);
}

async function requireActive(queries: Queries, id: number): Promise<void> {
  const sql = "select from users where id = $1 and role = 'bot' and status = 'active' for no key update";
  const found = await queries.query("bots.lock", sql, [id]);
  if (found.length === 0) throw new AppError("not_found", "There is no such bot.");
}

async function setWebhook(queries: Queries, id: number, url: string | null): Promise<void> {
  if (url === null)
    return void (await queries.query("webhooks.delete", "delete from webhooks where user_id = $1", [id]));
  await queries.query(
    "webhooks.set",
    `insert into webhooks (user_id, url, secret) values ($1, $2, $3)
     on conflict (user_id) do update set url = excluded.url`,
    [id, url, randomBytes(24).toString("base64url")],
  );
}

async function findBot(queries: Queries, id: number): Promise<Bot> {
  const [row] = await queries.query<Row>("bots.find", `select ${BOT} from ${BOTS} and users.id = $1`, [id]);
  return toBot(row!);
}

function toBot({ token, ...row }: Row): Bot {
  return { ...row, key: token && keyOf(row.id, token) };
}
