import { readServeConfig, type ServeConfig } from "../config.ts";
import { Database } from "../database/database.ts";
import { createLog, type Log } from "../log.ts";
import { createBus } from "../realtime/bus/create.ts";
import { Hub } from "../realtime/hub.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { Replica } from "../realtime/replica.ts";
import { createRedis } from "../redis.ts";
import { Sessions } from "../sessions/sessions.ts";

export interface Beside {
  config: ServeConfig;
  database: Database;
  sessions: Sessions;
  /** Tells the running replicas. */
  realtime: Realtime;
  log: Log;
}

const ignore = () => {};

/** Runs `work` beside the replicas, with their settings; they are told of what it changes. */
export async function besideReplicas<T>(work: (beside: Beside) => Promise<T>): Promise<T> {
  const config = readServeConfig(process.env);
  const log = await createLog({ ...config.log, level: "silent" });
  const database = new Database({ ...config.database, maxConnections: 4 }, log);
  const { redisUrl, secretKey } = config;
  const redis = redisUrl ? createRedis({ redisUrl, secretKey }, "command", log) : null;
  const observer = { published: ignore, received: ignore, failed: ignore, reconnected: ignore };
  const bus = createBus(config, database, log, observer);
  const realtime = new Replica(database, new Hub({ delivered: ignore }), bus, log);
  try {
    await database.query("beside.ping", "select 1");
    if (redis) await new Promise<void>((resolve) => redis.once("ready", resolve).once("error", () => resolve()));
    await bus.start({ receive: ignore, recovered: ignore });
    return await work({ config, database, sessions: new Sessions(database, redis, config), realtime, log });
  } finally {
    await bus.close();
    redis?.disconnect();
    await database.close();
  }
}
