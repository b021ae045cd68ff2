import { randomInt, timingSafeEqual } from "node:crypto";
import type { Queries } from "../database/database.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 12;

/** The part of a bot's key after its id: 71 random bits. */
export function newToken(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

export function keyOf(id: number, token: string): string {
  return `${id}-${token}`;
}

/** The id of the active bot with this key, `{id}-{12 letters or digits}`; null when there is none. */
export async function findBotByKey(queries: Queries, key: string): Promise<number | null> {
  const [, id, token] = /^([1-9]\d{0,14})-([A-Za-z0-9]{12})$/.exec(key) ?? [];
  if (!id || !token) return null;
  const [bot] = await queries.query<{ token: string }>(
    "bots.findKey",
    `select bot_key as token from users where id = $1 and role = 'bot' and status = 'active' and bot_key is not null`,
    [Number(id)],
  );
  if (bot?.token.length !== LENGTH) return null;
  return timingSafeEqual(Buffer.from(bot.token), Buffer.from(token)) ? Number(id) : null;
}
