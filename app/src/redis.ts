import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { type Command, Redis } from "ioredis";
import type { Log } from "./log.ts";

export interface RedisConfig {
  redisUrl: string;
  secretKey: string;
}

const ANSWER_MS = 2_000;

/**
 * A server that leaves a command unanswered is as good as away: the connection is given up, and until a new one was answered
 * nobody waits for it again.
 */
class ImpatientRedis extends Redis {
  override sendCommand(command: Command, ...rest: [Parameters<Redis["sendCommand"]>[1]?]): unknown {
    command.promise.catch((error: Error) => {
      if (error.message === "Command timed out" && isReady(this)) this.disconnect(true);
    });
    return super.sendCommand(command, ...rest);
  }
}

/**
 * A connection that tries again for ever, up to 5 s apart, and makes a caller wait for it once at most: what is asked while
 * it is away, or doesn't answer, fails at once, and the caller goes on without.
 */
export function createRedis({ redisUrl, secretKey }: RedisConfig, name: string, log: Log): Redis {
  // Stacks that share a server must not hear each other; channels have no database numbers. Replicas share the secret.
  const stack = createHmac("sha256", secretKey).update("redis").digest("hex").slice(0, 16);
  const redis = new ImpatientRedis(redisUrl, {
    connectionName: `campfire-${name}`,
    keyPrefix: `campfire:${stack}:`,
    tls: authorityOf(redisUrl),
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    commandTimeout: ANSWER_MS,
    retryStrategy: (attempt) => Math.min(5_000, 100 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2),
  });
  let away = false;
  redis.on("error", (error) => {
    if (!away) log.warn({ err: error, connection: name }, "Redis is away; going on without it");
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.info({ connection: name }, "Redis is back");
    away = false;
  });
  return redis;
}

export function isReady(redis: Redis | null): redis is Redis {
  return redis?.status === "ready";
}

/**
 * Of `rediss://…?sslrootcert=FILE` (the parameter is called as in PostgreSQL's URLs): trusts the authority in the PEM file and no other. It
 * signs for this one server, whose certificate need not bear the name that it is reached by: managed servers have an address instead.
 */
export function authorityOf(redisUrl: string): ConnectionOptions | undefined {
  const file = new URL(redisUrl).searchParams.get("sslrootcert");
  return file === null ? undefined : { ca: readFileSync(file), checkServerIdentity: () => undefined };
}
