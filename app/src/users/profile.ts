import { type AuditedRequest, record } from "../audit/record.ts";
import type { Database, Queries } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { AppError } from "../http/errors.ts";
import type { ChangedProfile, Profile } from "../protocol/requests.ts";
import { hashPassword, verifyPassword } from "../sessions/passwords.ts";
import { forgetLinks } from "./administration.ts";
import { findUser } from "./queries.ts";

/** What only its owner and administrators are shown; null for who isn't known here. */
export async function findProfile(queries: Queries, userId: number): Promise<Profile | null> {
  const user = await findUser(queries, userId);
  return user && { user, email: await findEmail(queries, userId) };
}

async function findEmail(queries: Queries, userId: number): Promise<string | null> {
  const sql = "select email from users where id = $1";
  const [row] = await queries.query<{ email: string | null }>("users.findEmail", sql, [userId]);
  return row?.email ?? null;
}

/**
 * What is left out stays as it is. Throws `forbidden` when the e-mail address or the password is to change without the
 * right current password, `conflict` when somebody else has the address. With either of them, links that would let
 * somebody in stop working: whoever made or got one may be the reason for the change.
 */
export async function changeProfile(
  database: Database,
  userId: number,
  change: ChangedProfile,
  request: AuditedRequest,
): Promise<void> {
  const { name, bio, email, password, currentPassword = "" } = change;
  if (email !== undefined || password !== undefined) await requirePassword(database, userId, currentPassword);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  try {
    await database.transaction(async (within) => {
      await within.query(
        "users.changeProfile",
        `update users set name = coalesce($2, name), bio = coalesce($3, bio), email = coalesce($4, email),
           password_hash = coalesce($5, password_hash), updated_at = now()
         where id = $1`,
        [userId, name?.trim() ?? null, bio?.trim() ?? null, email?.trim() ?? null, passwordHash],
      );
      if (email !== undefined || password !== undefined) await forgetLinks(within, userId);
      if (email !== undefined) await record(within, request, { kind: "email.changed", userId });
      if (password !== undefined) await record(within, request, { kind: "password.changed", userId });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "users_email")) throw error;
    throw new AppError("conflict", "Somebody else has this e-mail address.");
  }
}

async function requirePassword(queries: Queries, userId: number, password: string): Promise<void> {
  const sql = `select password_hash as hash from users where id = $1`;
  const [row] = await queries.query<{ hash: string | null }>("users.findPassword", sql, [userId]);
  if (await verifyPassword(password, row?.hash ?? null)) return;
  throw new AppError("forbidden", "The current password is another one.");
}
