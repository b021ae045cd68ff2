import type { Alert, AlertContext } from "../alert.ts";

/** Redis or Valkey. A stack without one has none of these series, and so none of these alerts. */
export const cache = (_context: AlertContext): Alert[] => [
  {
    name: "CacheDown",
    expr: "campfire_redis_connected == 0",
    for: "2m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} has no Redis",
    description: "It goes on with PostgreSQL, which then does the work of both. Look at Redis and the way to it.",
  },
  {
    name: "CacheMemoryHigh",
    expr: "max(campfire_redis_memory_bytes) / (max(campfire_redis_memory_max_bytes) > 0) > 0.9",
    for: "15m",
    severity: "ticket",
    summary: "Redis has used {{ $value | humanizePercentage }} of its memory",
    description: "When it is full it forgets sessions and presence before their time. Choose the next size.",
  },
  {
    name: "CacheEvicts",
    expr: "max(increase(campfire_redis_evicted_keys_total[15m])) > 100",
    for: "15m",
    severity: "ticket",
    summary: "Redis forgot {{ $value }} keys within a quarter of an hour",
    description: "It is full: what it forgets is read from PostgreSQL again. Choose the next size.",
  },
];
