import type { Queries } from "../database/database.ts";
import { LOCKS } from "../database/locks.ts";

export interface Holder {
  userId: number;
  status: "active" | "deactivated" | "banned";
}

/** Until the transaction ends nobody else signs in with this identity for the first time. */
export async function lockIdentity(queries: Queries, issuer: string, subject: string): Promise<void> {
  const sql = "select pg_advisory_xact_lock($1, hashtext($2))";
  await queries.query("identities.lock", sql, [LOCKS.identity, `${issuer} ${subject}`]);
}

export async function findIdentity(queries: Queries, issuer: string, subject: string): Promise<Holder | null> {
  const [row] = await queries.query<Holder>(
    "identities.find",
    `select users.id as "userId", users.status from identities join users on users.id = identities.user_id
     where issuer = $1 and subject = $2`,
    [issuer, subject],
  );
  return row ?? null;
}

/** Who has this e-mail address, and whether they are known by another name at this provider. */
export async function findHolder(
  queries: Queries,
  email: string,
  issuer: string,
): Promise<(Holder & { linked: boolean }) | null> {
  const [row] = await queries.query<Holder & { linked: boolean }>(
    "identities.findHolder",
    `select users.id as "userId", users.status,
       exists (select from identities where user_id = users.id and issuer = $2) as linked
     from users where lower(email) = lower($1) for no key update of users`,
    [email, issuer],
  );
  return row ?? null;
}

/** From now on this identity is that user's; a user who was deactivated loses it. */
export async function setIdentity(queries: Queries, issuer: string, subject: string, userId: number): Promise<void> {
  await queries.query(
    "identities.set",
    `insert into identities (issuer, subject, user_id) values ($1, $2, $3)
     on conflict (issuer, subject) do update set user_id = excluded.user_id, created_at = now()`,
    [issuer, subject, userId],
  );
}
