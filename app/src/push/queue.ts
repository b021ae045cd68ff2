import type { Queries } from "../database/database.ts";
import { dueJobs, type JobQueue } from "../job-queue.ts";
import type { View } from "../presence/presence-store.ts";
import { type Target, unreadOf } from "./subscriptions.ts";

/** Messages older than this are no news any more, in seconds; push services keep notifications no longer either. */
export const NEWS_SECONDS = 86_400;
/** Tries in a row, up to half an hour apart: a browser that can't be reached for a day is given up. */
const MOST_FAILURES = 50;

/** Notifications for one browser: who comes back to more reads the chat. */
const MOST_WAITING = 50;

/** One message for one browser. */
export interface Delivery {
  id: number;
  /** How many times it was tried, this time included. */
  attempt: number;
  /** How many tries at this browser have failed in a row. */
  failures: number;
  /** Whose browser it is. */
  userId: number;
  target: Target;
  badge: number;
  /** Null when nobody need be told any more: read, deleted, out of the room, signed out, looking. */
  news: News | null;
}

export interface News {
  messageId: number;
  roomId: number;
  roomName: string | null;
  direct: boolean;
  creatorId: number;
  /** The beginning of the text. */
  text: string;
  mentioned: boolean;
}

/** Of one user 2 are under way at once on a replica, so that nobody's slow browsers hold up those of others. */
export const QUEUE: JobQueue = {
  table: "push_deliveries",
  id: "id",
  from: "push_deliveries job join push_subscriptions owned on owned.id = job.subscription_id",
  owner: "owned.user_id",
  share: 2,
};

/** Of the arrays `$n` and `$n+1`, users and rooms: whether this user looks at this room, or may look at any (room 0). */
const looksAt = (n: number, userId: string, roomId: string) => {
  const views = `select * from unnest($${n}::bigint[], $${n + 1}::bigint[])`;
  return `((${userId}, ${roomId}) in (${views}) or (${userId}, 0::bigint) in (${views}))`;
};
const arraysOf = (views: View[]) => [views.map(({ userId }) => userId), views.map(({ roomId }) => roomId)];

/** How a delivery ended; `postponed` has a time to wait, in seconds. */
export type Outcome =
  | { kind: "sent" | "outdated" | "gone" | "refused" | "failed" }
  | { kind: "postponed"; seconds: number };

/** Whether there is anything to be fanned out or sent: nearly always nothing, and asking is much cheaper than looking for it. */
export async function anythingDue(queries: Queries): Promise<boolean> {
  const [row] = await queries.query<{ due: boolean }>(
    "push.due",
    "select exists (select from push_messages) or exists (select from push_deliveries where due_at <= now()) as due",
  );
  return row!.due;
}

/**
 * Takes messages, at most `limit`, and notes for each whom to tell: in one statement, so that a message is either still
 * waiting or fanned out. Returns how many messages it took, and the ids of the subscriptions that have something to be sent.
 */
export async function fanOut(
  queries: Queries,
  limit: number,
  views: View[],
): Promise<{ messages: number; subscriptions: number[] }> {
  const [row] = await queries.query<{ messages: number; subscriptions: number[] }>(
    "push.fanOut",
    `with taken as (
       delete from push_messages where message_id in (
         select message_id from push_messages order by message_id limit $1 for update skip locked
       ) returning message_id
     ),
     noted as (
       insert into push_deliveries (subscription_id, message_id, due_at)
       select push_subscriptions.id, messages.id, greatest(now(), push_subscriptions.retry_at)
       from taken join messages on messages.id = taken.message_id
       join memberships on memberships.room_id = messages.room_id
       join push_subscriptions on push_subscriptions.user_id = memberships.user_id
       where messages.deleted_at is null and memberships.user_id <> messages.creator_id
         and memberships.read_number < messages.number and not ${looksAt(2, "memberships.user_id", "messages.room_id")}
         and wants_push(memberships.involvement, messages.mentions, memberships.user_id)
       order by messages.id, push_subscriptions.id
       returning subscription_id
     )
     select (select count(*) from taken) as messages,
       array(select distinct subscription_id::float8 from noted) as subscriptions`,
    [limit, ...arraysOf(views)],
  );
  return row!;
}

/**
 * Drops what more than `MOST_WAITING` notifications wait for one of these subscriptions: those stay that are the newest of
 * their room, since push services keep no others of it either, and then the newest. Returns how many went.
 */
export async function dropExcess(queries: Queries, subscriptions: number[]): Promise<number> {
  const gone = await queries.query(
    "push.dropExcess",
    `with crowded as (
       select subscription_id from push_deliveries where subscription_id = any ($1)
       group by subscription_id having count(*) > $2
     ),
     waiting as (
       select push_deliveries.id, subscription_id, message_id,
         row_number() over (partition by subscription_id, room_id order by message_id desc) = 1 as newest
       from crowded join push_deliveries using (subscription_id)
       left join messages on messages.id = push_deliveries.message_id
     ),
     placed as (
       select id, row_number() over (partition by subscription_id order by newest desc, message_id desc) as place
       from waiting
     ),
     -- Whatever is being taken or settled at this moment stays, so that two replicas can't wait for each other.
     excess as (
       select id from push_deliveries where id in (select id from placed where place > $2)
       order by id for update skip locked
     )
     delete from push_deliveries using excess where push_deliveries.id = excess.id returning push_deliveries.id`,
    [subscriptions, MOST_WAITING],
  );
  return gone.length;
}

type Row = Omit<Delivery, "target" | "news"> &
  Omit<Target, "id"> & { subscriptionId: number } & { [K in keyof News]: News[K] | null };

/**
 * Takes deliveries that are due, at most `limit`, the longest due first; of each user so many that with those `underWay`
 * (a user's id for each) there are at most `SHARE`. There may be more as long as it takes any. Until `seconds` have passed no other replica takes them; then one
 * does, as this one must have died. Whether somebody is still to be told is asked anew: it may be hours later.
 */
export async function takeDeliveries(
  queries: Queries,
  limit: number,
  underWay: number[],
  { seconds, views }: { seconds: number; views: View[] },
): Promise<Delivery[]> {
  const rows = await queries.query<Row>(
    "push.take",
    `with ${dueJobs(QUEUE)},
     taken as (
       update push_deliveries set attempts = attempts + 1, due_at = now() + make_interval(secs => $3)
       from due where push_deliveries.id = due.id returning push_deliveries.*
     )
     select taken.id, taken.attempts as attempt, subscriptions.failures, subscriptions.id as "subscriptionId",
       subscriptions.user_id as "userId",
       subscriptions.endpoint, subscriptions.p256dh, subscriptions.auth, subscriptions.server_key as "serverKey",
       ${unreadOf("subscriptions.user_id")} as badge, news.*
     from taken join push_subscriptions subscriptions on subscriptions.id = taken.subscription_id
     left join lateral (
       select messages.id as "messageId", rooms.id as "roomId", rooms.name as "roomName",
         rooms.type = 'direct' as direct, messages.creator_id as "creatorId", left(messages.body, 400) as text,
         coalesce(messages.mentions @> jsonb_build_array(jsonb_build_object('userId', users.id)), false) as mentioned
       from messages join rooms on rooms.id = messages.room_id
       join memberships on memberships.room_id = rooms.id and memberships.user_id = subscriptions.user_id
       join users on users.id = memberships.user_id
       join sessions on sessions.id = subscriptions.session_id
       where messages.id = taken.message_id and messages.deleted_at is null
         and messages.created_at > now() - make_interval(secs => ${NEWS_SECONDS})
         and users.status = 'active' and sessions.expires_at > now()
         and not ${looksAt(4, "users.id", "rooms.id")}
         and memberships.read_number < messages.number
         and wants_push(memberships.involvement, messages.mentions, users.id)
     ) as news on true
     order by taken.id`,
    [limit, underWay, seconds, ...arraysOf(views)],
  );
  return rows.map(({ id, attempt, failures, userId, badge, ...row }) => {
    const { subscriptionId, endpoint, p256dh, auth, serverKey, ...news } = row;
    return {
      id,
      attempt,
      failures,
      userId,
      badge,
      target: { id: subscriptionId, endpoint, p256dh, auth, serverKey },
      news: news.messageId === null ? null : (news as News),
    };
  });
}

/** Notes how deliveries ended. A browser that takes nothing for now is left alone with all that waits for it. */
export async function settle(queries: Queries, ended: { delivery: Delivery; outcome: Outcome }[]): Promise<void> {
  const of = (...kinds: Outcome["kind"][]) => ended.filter(({ outcome }) => kinds.includes(outcome.kind));
  const targets = (some: typeof ended) => some.map(({ delivery }) => delivery.target.id);
  const run = async (name: string, sql: string, some: typeof ended, values: unknown[]) => {
    if (some.length > 0) await queries.query(name, sql, values);
  };

  const sent = of("sent");
  const succeed = "update push_subscriptions set last_success_at = now(), failures = 0, retry_at = null";
  await run("push.succeed", `${succeed} where id = any ($1)`, sent, [targets(sent)]);

  const gone = of("gone");
  await run("push.gone", "delete from push_subscriptions where id = any ($1)", gone, [targets(gone)]);

  const unable = of("refused", "failed", "postponed");
  const waits = unable.map(({ outcome }) => (outcome.kind === "postponed" ? outcome.seconds : 0));
  await run(
    "push.fail",
    `update push_subscriptions set failures = failures + 1, retry_at = now() + make_interval(secs => longest.seconds)
     from (select id, max(seconds) as seconds from unnest($1::bigint[], $2::float8[]) as one (id, seconds) group by id)
       as longest
     where push_subscriptions.id = longest.id`,
    unable,
    [targets(unable), waits],
  );
  const giveUp = "delete from push_subscriptions where id = any ($1) and failures >= $2";
  await run("push.giveUp", giveUp, unable, [targets(unable), MOST_FAILURES]);

  const done = of("sent", "outdated", "refused", "failed");
  const ids = done.map(({ delivery }) => delivery.id);
  await run("push.finish", "delete from push_deliveries where id = any ($1)", done, [ids]);

  const postponed = of("postponed");
  const behind = [...new Set(targets(postponed))];
  await run(
    "push.postpone",
    `update push_deliveries set due_at = push_subscriptions.retry_at from push_subscriptions
     where push_subscriptions.id = push_deliveries.subscription_id and push_subscriptions.id = any ($2)
       and (push_deliveries.id = any ($1) or push_deliveries.due_at < push_subscriptions.retry_at)`,
    postponed,
    [postponed.map(({ delivery }) => delivery.id), behind],
  );
}

/** Forgets all that waits, where push notifications are turned off but browsers are still subscribed. */
export async function discard(queries: Queries): Promise<void> {
  await queries.query("push.discardMessages", "delete from push_messages");
  await queries.query("push.discardDeliveries", "delete from push_deliveries");
}

/** What waits, and for how many seconds the longest that could be sent has done so. */
export async function queueState(queries: Queries): Promise<{ messages: number; deliveries: number; overdue: number }> {
  const [row] = await queries.query<{ messages: number; deliveries: number; overdue: number }>(
    "push.queue",
    `select (select count(*) from push_messages) as messages, (select count(*) from push_deliveries) as deliveries,
       greatest(0, extract(epoch from now() - least(
         (select min(noted_at) from push_messages), (select min(due_at) from push_deliveries)
       )))::float8 as overdue`,
  );
  return { ...row!, overdue: row!.overdue ?? 0 };
}
