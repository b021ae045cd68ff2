import type { ServeConfig } from "../../config.ts";
import type { Database } from "../../database/database.ts";
import type { Log } from "../../log.ts";
import type { Bus, BusObserver } from "./bus.ts";
import { createMemoryBus } from "./memory-bus.ts";
import { createPostgresBus } from "./postgres-bus.ts";
import { createRedisBus } from "./redis-bus.ts";

/** The bus that the settings name. */
export function createBus(config: ServeConfig, database: Database, log: Log, observer: BusObserver): Bus {
  switch (config.bus) {
    case "redis":
      return createRedisBus(
        { redisUrl: config.redisUrl!, secretKey: config.secretKey },
        config.instanceId,
        log,
        observer,
      );
    case "postgres":
      return createPostgresBus(config.database, database, config.instanceId, log, observer);
    case "memory":
      return createMemoryBus();
  }
}
