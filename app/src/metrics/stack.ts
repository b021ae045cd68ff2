import type { Redis } from "ioredis";
import type { Queries } from "../database/database.ts";
import type { Readiness } from "../health/readiness.ts";
import { isReady } from "../redis.ts";
import { certificateEnd } from "./certificate.ts";
import { diskOf } from "./disk.ts";
import { type Instruments, only, type Samples } from "./instruments.ts";
import { Reading } from "./reading.ts";
import { parseInfo } from "./redis-info.ts";
import { schemaVersions, serverStatistics, totals } from "./statistics.ts";

export interface StackParts {
  queries: Queries;
  redis: Redis | null;
  readiness: Readiness;
  /** Null where the files are in a bucket, whose room has no end. */
  filesFolder: string | null;
  publicUrl: URL;
}

const OFTEN_MS = 15_000;
const RARELY_MS = 60_000;
const HOURLY_MS = 3_600_000;

/**
 * Metrics of what all replicas share: the database, Redis, the files, the chat's certificate. Every replica tells them, so that no platform
 * needs an exporter for them; who reads them takes `max`, not `sum`.
 */
export function watchStack(instruments: Instruments, parts: StackParts): void {
  const { queries, readiness, filesFolder, publicUrl } = parts;
  const ready = new Reading(async () => (await readiness.report()).ready, 0);
  instruments.gauge("ready", "1 while this replica takes requests", [], () =>
    only(ready.value === undefined ? undefined : Number(ready.value)),
  );
  if (filesFolder !== null) {
    const disk = new Reading(() => diskOf(filesFolder), OFTEN_MS);
    instruments.gauge("files_free_bytes", "Free room for attachments", [], () => only(disk.value?.freeBytes));
    instruments.gauge("files_size_bytes", "Room for attachments in all", [], () => only(disk.value?.sizeBytes));
  }
  if (publicUrl.protocol === "https:") {
    const end = new Reading(() => certificateEnd(publicUrl), HOURLY_MS);
    instruments.gauge("certificate_expiry_timestamp_seconds", "When the chat's certificate ends", [], () =>
      only(end.value),
    );
  }
  watchDatabase(instruments, queries);
  watchTotals(instruments, queries);
  if (parts.redis) watchRedis(instruments, parts.redis);
}

function watchDatabase(instruments: Instruments, queries: Queries): void {
  const server = new Reading(() => serverStatistics(queries), OFTEN_MS);
  const schema = new Reading(() => schemaVersions(queries), OFTEN_MS);
  instruments.gauge("schema_version", "Newest migration, of the program and in the database", ["of"], () => [
    { labels: { of: "program" }, value: schema.value?.program },
    { labels: { of: "database" }, value: schema.value?.database },
  ]);
  instruments.gauge("database_size_bytes", "Size of the database", [], () => only(server.value?.sizeBytes));
  instruments.gauge("database_server_connections", "Connections to the server, whoever's", [], () =>
    only(server.value?.connections),
  );
  instruments.gauge("database_server_connections_max", "Connections that the server takes", [], () =>
    only(server.value?.connectionsMax),
  );
  instruments.gauge("database_longest_transaction_seconds", "Age of the oldest open transaction", [], () =>
    only(server.value?.longestTransactionSeconds),
  );
  instruments.foreignCounter("database_transactions_total", "Ended transactions", ["outcome"], () => [
    { labels: { outcome: "committed" }, value: server.value?.commits },
    { labels: { outcome: "rolled_back" }, value: server.value?.rollbacks },
  ]);
  instruments.foreignCounter("database_blocks_total", "Blocks read, by where they were", ["from"], () => [
    { labels: { from: "memory" }, value: server.value?.blocksFromMemory },
    { labels: { from: "disk" }, value: server.value?.blocksFromDisk },
  ]);
  instruments.foreignCounter("database_deadlocks_total", "Transactions ended because of a deadlock", [], () =>
    only(server.value?.deadlocks),
  );
  instruments.foreignCounter("database_temporary_bytes_total", "Written to disk for want of memory", [], () =>
    only(server.value?.temporaryBytes),
  );
}

function watchTotals(instruments: Instruments, queries: Queries): void {
  const found = new Reading(() => totals(queries), RARELY_MS);
  const byType = (read: (room: { rooms: number; active: number; messages: number }) => number): Samples =>
    (found.value?.rooms ?? []).map((room) => ({ labels: { type: room.type }, value: read(room) }));
  instruments.gauge("users", "People who may sign in", [], () => only(found.value?.users));
  instruments.gauge("sessions", "Sessions that are still valid", [], () => only(found.value?.sessions));
  instruments.gauge("rooms", "Rooms", ["type"], () => byType(({ rooms }) => rooms));
  instruments.gauge("rooms_active", "Rooms with a message within a day", ["type"], () =>
    byType(({ active }) => active),
  );
  instruments.gauge("messages_stored", "Messages in the rooms there are", ["type"], () =>
    byType(({ messages }) => messages),
  );
}

function watchRedis(instruments: Instruments, redis: Redis): void {
  const info = new Reading(async () => parseInfo(await redis.info()), OFTEN_MS);
  const of = (name: string) => only(isReady(redis) ? info.value?.(name) : undefined);
  instruments.gauge("redis_connected", "1 while this replica reaches Redis", [], () => only(Number(isReady(redis))));
  instruments.gauge("redis_memory_bytes", "Memory that Redis uses", [], () => of("used_memory"));
  instruments.gauge("redis_memory_max_bytes", "Memory that Redis may use; 0 is any", [], () => of("maxmemory"));
  instruments.gauge("redis_clients", "Connections to Redis", [], () => of("connected_clients"));
  instruments.foreignCounter("redis_commands_total", "Commands that Redis ran", [], () =>
    of("total_commands_processed"),
  );
  instruments.foreignCounter("redis_evicted_keys_total", "Keys that Redis forgot for want of memory", [], () =>
    of("evicted_keys"),
  );
  instruments.foreignCounter("redis_lookups_total", "Keys that Redis was asked for", ["result"], () => [
    ...of("keyspace_hits").map(({ value }) => ({ labels: { result: "hit" }, value })),
    ...of("keyspace_misses").map(({ value }) => ({ labels: { result: "miss" }, value })),
  ]);
}
