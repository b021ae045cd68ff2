import type { Redis } from "ioredis";
import type { Queries } from "../database/database.ts";
import { isReady } from "../redis.ts";

/** Somebody is online within this time of the last `seen`. */
export const ONLINE_MS = 60_000;

export interface PresenceStore {
  /** Stores when users were last seen, in ms since the epoch; an earlier time never replaces a later one. */
  touch(seen: Map<number, number>): Promise<void>;
  /** Who was seen since this moment. */
  since(moment: number): Promise<number[]>;
}

/** Somebody who looks at a room; `roomId` 0 is any room. */
export interface View {
  userId: number;
  roomId: number;
}

export const keyOf = ({ userId, roomId }: View) => `${userId}:${roomId}`;

/** The view of a key, whatever follows it after another colon. */
export function viewOf(key: string): View {
  const [userId, roomId] = key.split(":").map(Number);
  return { userId: userId!, roomId: roomId! };
}

export interface RoomPresenceStore {
  /** Stores when this replica (a UUID) last saw these, in ms since the epoch; null: not any more. */
  note(replica: string, seen: [View, number | null][]): Promise<void>;
  /** What any replica has seen since this moment, each once for every replica that has. */
  viewsSince(moment: number): Promise<View[]>;
}

/** In Redis where there is one and while it takes what it is told, else in PostgreSQL. */
export function createPresenceStore(queries: Queries, redis: Redis | null): PresenceStore & RoomPresenceStore {
  const postgres = postgresStore(queries);
  if (!redis) return postgres;
  const cached = redisStore(redis);
  let takes = true;
  const current = () => (takes && isReady(redis) ? cached : postgres);
  const store = async (into: (one: PresenceStore & RoomPresenceStore) => Promise<void>) => {
    takes =
      isReady(redis) &&
      (await into(cached).then(
        () => true,
        () => false,
      ));
    if (!takes) await into(postgres);
  };
  return {
    touch: (seen) => store((one) => one.touch(seen)),
    since: (moment) => current().since(moment),
    note: (replica, seen) => store((one) => one.note(replica, seen)),
    viewsSince: (moment) => current().viewsSince(moment),
  };
}

const KEY = "presence";
const VIEWS = "presence:rooms";
/** Written by whoever has seen nobody too: a full Redis still answers, and only refuses to take. */
const PROBE = { key: "presence:takes", seconds: 60 };

function redisStore(redis: Redis): PresenceStore & RoomPresenceStore {
  return {
    async touch(seen) {
      await redis.set(PROBE.key, 1, "EX", PROBE.seconds);
      if (seen.size === 0) return;
      const members = [...seen].flatMap(([userId, at]) => [at, userId]);
      await redis.zadd(KEY, "GT", ...members);
      await redis.zremrangebyscore(KEY, 0, Date.now() - 10 * ONLINE_MS);
    },
    async since(moment) {
      return (await redis.zrangebyscore(KEY, moment, "+inf")).map(Number);
    },
    async note(replica, seen) {
      const member = (view: View) => `${keyOf(view)}:${replica}`;
      const gone = seen.flatMap(([view, at]) => (at === null ? [member(view)] : []));
      const here = seen.flatMap(([view, at]) => (at === null ? [] : [at, member(view)]));
      if (gone.length > 0) await redis.zrem(VIEWS, ...gone);
      if (here.length === 0) return;
      await redis.zadd(VIEWS, ...here);
      await redis.zremrangebyscore(VIEWS, 0, Date.now() - 10 * ONLINE_MS);
    },
    async viewsSince(moment) {
      const members = await redis.zrangebyscore(VIEWS, moment, "+inf");
      return members.map(viewOf);
    },
  };
}

function postgresStore(queries: Queries): PresenceStore & RoomPresenceStore {
  return {
    async touch(seen) {
      if (seen.size === 0) return;
      // Every few seconds they are told again, though they are seen once in 50 s: only what is news is written.
      const sorted = [...seen].sort(([a], [b]) => a - b);
      await queries.query(
        "presence.touch",
        `insert into presence (user_id, seen_at)
         select user_id, to_timestamp(at / 1000.0) from unnest($1::bigint[], $2::double precision[]) as seen (user_id, at)
         where not exists (select from presence where user_id = seen.user_id and seen_at >= to_timestamp(at / 1000.0))
         on conflict (user_id) do update set seen_at = greatest(presence.seen_at, excluded.seen_at)`,
        [sorted.map(([userId]) => userId), sorted.map(([, at]) => at)],
      );
    },
    async since(moment) {
      const rows = await queries.query<{ userId: number }>(
        "presence.since",
        `select user_id as "userId" from presence where seen_at >= to_timestamp($1::double precision / 1000)`,
        [moment],
      );
      return rows.map((row) => row.userId);
    },
    async note(replica, seen) {
      if (seen.length === 0) return;
      const sorted = seen.toSorted(([a], [b]) => a.userId - b.userId || a.roomId - b.roomId);
      const longAgo = Date.now() - 10 * ONLINE_MS;
      await queries.query(
        "presence.noteRooms",
        `with noted as (
           select user_id, room_id, to_timestamp(at / 1000.0) as seen_at
           from unnest($2::bigint[], $3::bigint[], $4::double precision[]) as noted (user_id, room_id, at)
         ),
         gone as (
           delete from room_presence using noted
           where room_presence.replica = $1 and noted.seen_at is null
             and room_presence.user_id = noted.user_id and room_presence.room_id = noted.room_id
         ),
         -- Of replicas that died.
         forgotten as (delete from room_presence where seen_at < to_timestamp($5::double precision / 1000))
         insert into room_presence (replica, user_id, room_id, seen_at)
         select $1, user_id, room_id, seen_at from noted where seen_at is not null and not exists (
           select from room_presence known
           where (known.user_id, known.room_id, known.replica) = (noted.user_id, noted.room_id, $1)
             and known.seen_at >= noted.seen_at
         )
         on conflict (user_id, room_id, replica) do update set seen_at = excluded.seen_at`,
        [
          replica,
          sorted.map(([view]) => view.userId),
          sorted.map(([view]) => view.roomId),
          sorted.map(([, at]) => at),
          longAgo,
        ],
      );
    },
    async viewsSince(moment) {
      return queries.query<View>(
        "presence.viewsSince",
        `select user_id as "userId", room_id as "roomId" from room_presence
         where seen_at >= to_timestamp($1::double precision / 1000)`,
        [moment],
      );
    },
  };
}
