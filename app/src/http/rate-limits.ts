import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type pg from "pg";
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { AppError } from "./errors.ts";

export interface RateLimits {
  /** 10 tries in 3 minutes for a network (`networkOf`), over all replicas. */
  signIn: RateLimiterAbstract;
  /** 30 tries in 15 minutes for an e-mail address (`accountKey`) from anywhere, over all replicas. */
  accounts: RateLimiterAbstract;
  /** 3 an hour for an e-mail address that a link for a new password is sent to, over all replicas. */
  resets: RateLimiterAbstract;
  /** API calls of a user, or of a network that isn't signed in; over all replicas where there is Redis, else in each. */
  requests: RateLimiterAbstract;
  /** Calls of a bot: Campfire has no limit, and a bot that reads a room's past asks for many pages. */
  bots: RateLimiterAbstract;
  /** Messages of a user over WebSockets, in each replica. */
  messages: RateLimiterAbstract;
}

/** So many times the calls of a person. */
const OF_BOTS = 10;

export function createRateLimits(pool: pg.Pool, redis: Redis | null, requestsPerMinute: number): RateLimits {
  const signIn = { keyPrefix: "sign-in", points: 10, duration: 180 };
  const accounts = { keyPrefix: "accounts", points: 30, duration: 900 };
  const resets = { keyPrefix: "resets", points: 3, duration: 3600 };
  const requests = { keyPrefix: "requests", points: requestsPerMinute, duration: 60 };
  const bots = { keyPrefix: "bots", points: requestsPerMinute * OF_BOTS, duration: 60 };
  const quick = (options: IRateLimiterOptions) =>
    redis ? overRedis(redis, options, new RateLimiterMemory(options)) : new RateLimiterMemory(options);
  const durable = (options: IRateLimiterOptions) => {
    const table = { storeClient: pool, storeType: "pool", tableName: "rate_limits", tableCreated: true };
    const limiter = new RateLimiterPostgres({ ...options, ...table });
    return redis ? overRedis(redis, options, limiter) : limiter;
  };
  return {
    signIn: durable(signIn),
    accounts: durable(accounts),
    resets: durable(resets),
    requests: quick(requests),
    bots: quick(bots),
    // 20 a second for a while: enough to resend what piled up, too little to flood a room.
    messages: new RateLimiterMemory({ keyPrefix: "messages", points: 200, duration: 10 }),
  };
}

/** Throws `rate_limited` when `key` has used its tries up. */
export async function consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    const seconds = Math.max(1, Math.ceil(rejection.msBeforeNext / 1000));
    throw new AppError("rate_limited", `That was too often. Try again in ${seconds} s.`, seconds);
  }
}

/** What `accounts` counts by: some people type their password into the field of the address. */
export const accountKey = (email: string): string =>
  createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");

function overRedis(redis: Redis, options: IRateLimiterOptions, insuranceLimiter: RateLimiterAbstract) {
  const prefix = { ...options, keyPrefix: `limit:${options.keyPrefix}` };
  return new RateLimiterRedis({ ...prefix, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter });
}
