import type { Database, Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { Picture } from "../pictures/picture.ts";

/** Of a row of `users`, the address of its picture; null when there is none. */
export const AVATAR_URL = `(select '/avatars/' || avatars.user_id || '/' || avatars.hash || '.webp'
  from avatars where avatars.user_id = users.id)`;

/** Who may have a picture set here: a person sets their own, administrators set those of bots. */
type Kind = "person" | "bot";

/** Gives somebody a picture, or takes it away. Throws `not_found` unless there is such an active person or bot. */
export function setAvatar(database: Database, userId: number, kind: Kind, picture: Picture | null): Promise<void> {
  return database.transaction(async (queries) => {
    const found = await queries.query(
      "users.avatarChanged",
      `update users set updated_at = now()
       where id = $1 and status = 'active' and (role = 'bot') = $2 returning id`,
      [userId, kind === "bot"],
    );
    if (found.length === 0) throw new AppError("not_found", `There is no such ${kind}.`);
    if (picture === null)
      return void (await queries.query("avatars.delete", "delete from avatars where user_id = $1", [userId]));
    await queries.query(
      "avatars.set",
      `insert into avatars (user_id, hash, content) values ($1, $2, $3)
       on conflict (user_id) do update set hash = excluded.hash, content = excluded.content`,
      [userId, picture.hash, picture.content],
    );
  });
}

export async function findAvatar(queries: Queries, userId: number): Promise<Picture | null> {
  const sql = "select hash, content from avatars where user_id = $1";
  return (await queries.query<Picture>("avatars.find", sql, [userId]))[0] ?? null;
}
