import type { Database, Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { NewSubscription } from "../protocol/push.ts";
import type { Viewer } from "../sessions/queries.ts";

/** Whoever has more devices than that has lost the oldest. */
const MOST_OF_ONE = 10;

/** Where a notification goes to, and how it is encrypted. */
export interface Target {
  id: number;
  endpoint: string;
  p256dh: string;
  auth: string;
  serverKey: string;
}

export interface SubscriptionRow {
  id: number;
  sessionId: number;
  userAgent: string | null;
  createdAt: Date;
  lastSuccessAt: Date | null;
}

/**
 * Keeps a browser's subscription for this session; the same one again only moves it. A browser in which somebody else
 * has signed in brings theirs, with its keys: without those it is refused with `conflict`.
 */
export function keepSubscription(
  database: Database,
  { userId, sessionId }: Viewer,
  subscription: NewSubscription,
  userAgent: string | null,
): Promise<number> {
  return database.transaction(async (queries) => {
    const { endpoint, keys, serverKey } = subscription;
    const [kept] = await queries.query<{ id: number }>(
      "pushSubscriptions.keep",
      `insert into push_subscriptions (user_id, session_id, endpoint, p256dh, auth, server_key, user_agent)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (endpoint) do update set user_id = $1, session_id = $2, p256dh = $4, auth = $5, server_key = $6,
         user_agent = $7, failures = 0, retry_at = null
       where push_subscriptions.user_id = $1 or (push_subscriptions.p256dh = $4 and push_subscriptions.auth = $5)
       returning id`,
      [userId, sessionId, endpoint, keys.p256dh, keys.auth, serverKey, userAgent?.slice(0, 300) ?? null],
    );
    if (!kept) throw new AppError("conflict", "Somebody else has this subscription. Make a new one.");
    await queries.query(
      "pushSubscriptions.forgetOldest",
      `delete from push_subscriptions where user_id = $1 and id not in (
         select id from push_subscriptions where user_id = $1
         order by id = $2 desc, coalesce(last_success_at, created_at) desc, id desc limit $3
       )`,
      [userId, kept.id, MOST_OF_ONE],
    );
    return kept.id;
  });
}

/** The user's subscriptions whose sessions are valid, newest first. */
export function listSubscriptions(queries: Queries, userId: number): Promise<SubscriptionRow[]> {
  return queries.query<SubscriptionRow>(
    "pushSubscriptions.list",
    `select push_subscriptions.id, session_id as "sessionId", push_subscriptions.user_agent as "userAgent",
       push_subscriptions.created_at as "createdAt", last_success_at as "lastSuccessAt"
     from push_subscriptions join sessions on sessions.id = session_id
     where push_subscriptions.user_id = $1 and sessions.expires_at > now() order by push_subscriptions.id desc`,
    [userId],
  );
}

/** Throws `not_found` when the user has no such subscription. */
export async function findTarget(queries: Queries, id: number, userId: number): Promise<Target> {
  const [row] = await queries.query<Target>(
    "pushSubscriptions.find",
    `select id, endpoint, p256dh, auth, server_key as "serverKey" from push_subscriptions
     where id = $1 and user_id = $2`,
    [id, userId],
  );
  return row ?? refuse();
}

/** Throws `not_found` when the user has no such subscription. */
export async function endSubscription(queries: Queries, id: number, userId: number): Promise<void> {
  const sql = "delete from push_subscriptions where id = $1 and user_id = $2 returning id";
  if ((await queries.query("pushSubscriptions.end", sql, [id, userId])).length === 0) refuse();
}

function refuse(): never {
  throw new AppError("not_found", "There is no such subscription of yours.");
}

/** How many conversations hold something new for somebody, as their client counts. */
export async function countUnread(queries: Queries, userId: number): Promise<number> {
  const [row] = await queries.query<{ unread: number }>("push.unread", `select ${unreadOf("$1")} as unread`, [userId]);
  return row!.unread;
}

/** SQL that counts the rooms with something new of a user. */
export const unreadOf = (userId: string) =>
  `(select count(*) from memberships own join rooms on rooms.id = own.room_id
    where own.user_id = ${userId} and rooms.last_number > own.read_number
      and own.involvement in ('everything', 'mentions'))`;
