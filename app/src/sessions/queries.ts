import type { Queries } from "../database/database.ts";
import type { Role } from "../protocol/entities.ts";

/** Who makes a request or holds a socket. */
export interface Viewer {
  sessionId: number;
  userId: number;
  role: Role;
}

export interface Client {
  address: string;
  userAgent: string | null;
}

export async function insertSession(
  queries: Queries,
  session: { tokenHash: Buffer; userId: number; hours: number } & Client,
): Promise<void> {
  await queries.query(
    "sessions.insert",
    `insert into sessions (token_hash, user_id, address, user_agent, expires_at)
     values ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
    [session.tokenHash, session.userId, session.address, session.userAgent?.slice(0, 300) ?? null, session.hours],
  );
}

/** The session of this token while it is valid and its user active; `halfGone` when it should be renewed. */
export async function findSession(
  queries: Queries,
  tokenHash: Buffer,
  hours: number,
): Promise<(Viewer & { halfGone: boolean }) | null> {
  const [row] = await queries.query<Viewer & { halfGone: boolean }>(
    "sessions.find",
    `select sessions.id as "sessionId", users.id as "userId", users.role,
       sessions.expires_at < now() + make_interval(hours => $2) / 2 as "halfGone"
     from sessions join users on users.id = sessions.user_id
     where sessions.token_hash = $1 and sessions.expires_at > now() and users.status = 'active'`,
    [tokenHash, hours],
  );
  return row ?? null;
}

/** Which of these sessions are still valid; those that are used up by half get their whole time again. */
export async function renewSessions(queries: Queries, sessionIds: number[], hours: number): Promise<Set<number>> {
  const rows = await queries.query<{ id: number }>(
    "sessions.valid",
    `select sessions.id from sessions join users on users.id = sessions.user_id
     where sessions.id = any ($1) and sessions.expires_at > now() and users.status = 'active'`,
    [sessionIds],
  );
  const valid = rows.map((row) => row.id);
  await queries.query(
    "sessions.renew",
    `update sessions set expires_at = now() + make_interval(hours => $2)
     where id = any ($1) and expires_at < now() + make_interval(hours => $2) / 2`,
    [valid, hours],
  );
  return new Set(valid);
}

/** Deletes these and all that expired; returns the hashes of their tokens. */
export async function deleteSessions(queries: Queries, sessionIds: number[]): Promise<Buffer[]> {
  const rows = await queries.query<{ tokenHash: Buffer }>(
    "sessions.delete",
    `delete from sessions where id = any ($1) or expires_at < now() returning token_hash as "tokenHash"`,
    [sessionIds],
  );
  return rows.map(({ tokenHash }) => tokenHash);
}

export interface SessionRow {
  id: number;
  tokenHash: Buffer;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
}

/** The user's valid sessions, newest first. */
export function listSessions(queries: Queries, userId: number): Promise<SessionRow[]> {
  return queries.query<SessionRow>(
    "sessions.list",
    `select id, token_hash as "tokenHash", address, user_agent as "userAgent", created_at as "createdAt"
     from sessions where user_id = $1 and expires_at > now() order by id desc`,
    [userId],
  );
}
