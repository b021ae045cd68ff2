import type { Queries } from "../database/database.ts";

/** How long a link to set a new password works, in hours. */
const RESET_HOURS = 1;

/** Also forgets the user's other links, and everybody's that are too old. */
export async function insertReset(queries: Queries, userId: number, tokenHash: Buffer): Promise<Date> {
  await queries.query("passwordResets.forget", "delete from password_resets where user_id = $1 or expires_at < now()", [
    userId,
  ]);
  const [row] = await queries.query<{ expiresAt: Date }>(
    "passwordResets.insert",
    `insert into password_resets (token_hash, user_id, expires_at) values ($1, $2, now() + make_interval(hours => $3))
     returning expires_at as "expiresAt"`,
    [tokenHash, userId, RESET_HOURS],
  );
  return row!.expiresAt;
}

/** Whose link this is while it works, else null. */
export async function findReset(queries: Queries, tokenHash: Buffer): Promise<number | null> {
  const [row] = await queries.query<{ userId: number }>(
    "passwordResets.find",
    `select users.id as "userId" from password_resets join users on users.id = password_resets.user_id
     where token_hash = $1 and expires_at > now() and users.status = 'active'`,
    [tokenHash],
  );
  return row?.userId ?? null;
}

/** Uses the link up and sets the password; false when somebody else was first or its time is over. */
export async function takeReset(queries: Queries, tokenHash: Buffer, passwordHash: string): Promise<boolean> {
  const taken = await queries.query<{ userId: number }>(
    "passwordResets.take",
    `delete from password_resets using users
     where token_hash = $1 and expires_at > now() and users.id = user_id and users.status = 'active'
     returning user_id as "userId"`,
    [tokenHash],
  );
  if (taken.length === 0) return false;
  const sql = "update users set password_hash = $2, updated_at = now() where id = $1";
  await queries.query("users.setPassword", sql, [taken[0]!.userId, passwordHash]);
  return true;
}
