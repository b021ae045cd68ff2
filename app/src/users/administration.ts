import type { Queries, Transactions } from "../database/database.ts";
import { LOCKS } from "../database/locks.ts";
import { AppError } from "../http/errors.ts";
import type { Role } from "../protocol/entities.ts";
import { leaveSharedRooms } from "../rooms/rooms.ts";
import { forgetSearches } from "../search/queries.ts";
import { deleteTransfers } from "../sessions/transfers.ts";

/** Throws `not_found` for what is no active person, `conflict` when nobody would administer any more. */
export function changeRole(database: Transactions, userId: number, role: Exclude<Role, "bot">): Promise<void> {
  return database.transaction(async (queries) => {
    await lockPerson(queries, userId);
    await queries.query("users.changeRole", "update users set role = $2, updated_at = now() where id = $1", [
      userId,
      role,
    ]);
    await requireAnAdministrator(queries);
  });
}

/**
 * Ends somebody's stay; what they said stays, what they looked for doesn't. They leave all rooms but direct ones. The e-mail address becomes free, so that they may be invited again. Throws as `changeRole`.
 */
export function deactivate(database: Transactions, userId: number): Promise<void> {
  return database.transaction(async (queries) => {
    await lockPerson(queries, userId);
    await queries.query(
      "users.deactivate",
      `update users set status = 'deactivated', role = 'member', email = null, password_hash = null, updated_at = now()
       where id = $1`,
      [userId],
    );
    await leaveSharedRooms(queries, userId);
    await forgetSearches(queries, userId);
    await forgetLinks(queries, userId);
    await requireAnAdministrator(queries);
  });
}

export async function administratorIds(queries: Queries): Promise<number[]> {
  const sql = "select id from users where role = 'administrator' and status = 'active'";
  return (await queries.query<{ id: number }>("administrators.list", sql)).map(({ id }) => id);
}

/** Links that would let somebody in stop working. */
export async function forgetLinks(queries: Queries, userId: number): Promise<void> {
  await deleteTransfers(queries, userId);
  await queries.query("passwordResets.deleteOf", "delete from password_resets where user_id = $1", [userId]);
}

/** Keeps an active person as they are until the transaction ends; throws `not_found` when there is none. */
export async function lockPerson(queries: Queries, userId: number): Promise<void> {
  await queries.query("administrators.lock", "select pg_advisory_xact_lock($1)", [LOCKS.administrators]);
  const sql = "select from users where id = $1 and role <> 'bot' and status = 'active' for no key update";
  const found = await queries.query("users.lock", sql, [userId]);
  if (found.length === 0) throw new AppError("not_found", "There is no such person here.");
}

/** Whether nobody would administer without them. Others can't stop being administrators until the transaction ends. */
export async function isLastAdministrator(queries: Queries, userId: number): Promise<boolean> {
  await lockPerson(queries, userId);
  const sql = "select from users where role = 'administrator' and status = 'active' and id <> $1 limit 1";
  return (await queries.query("administrators.others", sql, [userId])).length === 0;
}

/** Throws `conflict` when nobody administers any more. Needs `lockPerson`. */
export async function requireAnAdministrator(queries: Queries): Promise<void> {
  const sql = "select from users where role = 'administrator' and status = 'active' limit 1";
  const found = await queries.query("administrators.any", sql);
  if (found.length === 0) throw new AppError("conflict", "Make somebody else an administrator first.");
}
