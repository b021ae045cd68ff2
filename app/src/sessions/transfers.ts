import type { Queries } from "../database/database.ts";

/** How long a link to sign in on another device works, in hours. */
export const TRANSFER_HOURS = 4;

/** Also forgets the user's links that nobody used. */
export async function insertTransfer(queries: Queries, userId: number, tokenHash: Buffer): Promise<Date> {
  await deleteTransfers(queries, userId);
  const [row] = await queries.query<{ expiresAt: Date }>(
    "transfers.insert",
    `insert into transfers (token_hash, user_id, expires_at) values ($1, $2, now() + make_interval(hours => $3))
     returning expires_at as "expiresAt"`,
    [tokenHash, userId, TRANSFER_HOURS],
  );
  return row!.expiresAt;
}

/** Their links to sign in on another device stop working. */
export async function deleteTransfers(queries: Queries, userId: number): Promise<void> {
  await queries.query("transfers.deleteOf", "delete from transfers where user_id = $1", [userId]);
}

/** Uses the link up: whose it is, or null when it never was, was used, or is too old. */
export async function takeTransfer(queries: Queries, tokenHash: Buffer): Promise<number | null> {
  const [row] = await queries.query<{ userId: number }>(
    "transfers.take",
    `delete from transfers using users
     where transfers.token_hash = $1 and transfers.expires_at > now()
       and users.id = transfers.user_id and users.status = 'active'
     returning users.id as "userId"`,
    [tokenHash],
  );
  return row?.userId ?? null;
}
