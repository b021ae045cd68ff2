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

/** In Redis where there is one and while it takes what it is told, else in PostgreSQL. */
export function createPresenceStore(queries: Queries, redis: Redis | null): PresenceStore {
  const postgres = postgresStore(queries);
  if (!redis) return postgres;
  const cached = redisStore(redis);
  let takes = true;
  const current = () => (takes && isReady(redis) ? cached : postgres);
  return {
    async touch(seen) {
      takes =
        isReady(redis) &&
        (await cached.touch(seen).then(
          () => true,
          () => false,
        ));
      if (!takes) await postgres.touch(seen);
    },
    since: (moment) => current().since(moment),
  };
}

const KEY = "presence";
/** Written by whoever has seen nobody too: a full Redis still answers, and only refuses to take. */
const PROBE = { key: "presence:takes", seconds: 60 };

function redisStore(redis: Redis): PresenceStore {
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
  };
}

function postgresStore(queries: Queries): PresenceStore {
  return {
    async touch(seen) {
      if (seen.size === 0) return;
      const sorted = [...seen].sort(([a], [b]) => a - b);
      await queries.query(
        "presence.touch",
        `insert into presence (user_id, seen_at)
         select user_id, to_timestamp(at / 1000.0) from unnest($1::bigint[], $2::double precision[]) as seen (user_id, at)
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
  };
}
