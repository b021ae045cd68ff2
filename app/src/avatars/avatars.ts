import type { Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Picture } from "../pictures/picture.ts";

/** Of a row of `users`, the address of its picture; null when there is none. */
export const AVATAR_URL = `(select '/avatars/' || avatars.user_id || '/' || avatars.hash || '.webp'
  from avatars where avatars.user_id = users.id)`;

/** Who may have a picture set here: a person sets their own, administrators set those of bots. */
type Kind = "person" | "bot";

/**
 * Gives somebody a picture, or takes it away, within a transaction; whether it is another one then. Throws `not_found`
 * unless there is such an active person or bot.
 */
export async function setAvatar(
  within: Queries,
  userId: number,
  kind: Kind,
  picture: Picture | null,
): Promise<boolean> {
  const found = await within.query(
    "users.avatarChanged",
    `update users set updated_at = now()
     where id = $1 and status = 'active' and (role = 'bot') = $2 returning id`,
    [userId, kind === "bot"],
  );
  if (found.length === 0) throw new AppError("not_found", `There is no such ${kind}.`);
  if (picture === null) return deleteAvatar(within, userId);
  const changed = await within.query(
    "avatars.set",
    `insert into avatars (user_id, hash, content) values ($1, $2, $3)
     on conflict (user_id) do update set hash = excluded.hash, content = excluded.content
     where avatars.hash <> excluded.hash returning user_id`,
    [userId, picture.hash, picture.content],
  );
  return changed.length > 0;
}

/**
 * Takes a person's picture away, also of somebody who isn't here any more, within a transaction; whether there was one.
 * Throws `not_found` for what is no person.
 */
export async function takeAvatarAway(within: Queries, userId: number): Promise<boolean> {
  const found = await within.query(
    "users.avatarTakenAway",
    "update users set updated_at = now() where id = $1 and role <> 'bot' returning id",
    [userId],
  );
  if (found.length === 0) throw new AppError("not_found", "There is no such person.");
  return deleteAvatar(within, userId);
}

async function deleteAvatar(within: Queries, userId: number): Promise<boolean> {
  const sql = "delete from avatars where user_id = $1 returning user_id";
  return (await within.query("avatars.takeAway", sql, [userId])).length > 0;
}

export async function findAvatar(queries: Queries, userId: number): Promise<Picture | null> {
  const sql = "select hash, content from avatars where user_id = $1";
  return (await queries.query<Picture>("avatars.find", sql, [userId]))[0] ?? null;
}
