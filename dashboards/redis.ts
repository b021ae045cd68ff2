import type { Board } from "./board.ts";
import { chosen, rateBy, shared, sharedRate, timeseries } from "./panels.ts";

/** Redis or Valkey. */
export const redis = (): Board => ({
  name: "redis",
  title: "Redis",
  rows: [
    {
      title: "Redis",
      panels: [
        timeseries("Reached by", "short", [{ expr: `campfire_redis_connected{${chosen}}`, legend: "{{instance}}" }]),
        timeseries("Memory", "bytes", [
          { expr: shared("campfire_redis_memory_bytes"), legend: "used" },
          { expr: shared("campfire_redis_memory_max_bytes"), legend: "at most" },
        ]),
        timeseries("Connections", "short", [{ expr: shared("campfire_redis_clients"), legend: "clients" }]),
        timeseries("Commands", "ops", [{ expr: sharedRate("campfire_redis_commands_total"), legend: "commands" }]),
        timeseries("Keys asked for", "ops", [
          { expr: sharedRate("campfire_redis_lookups_total", ',result="hit"'), legend: "found" },
          { expr: sharedRate("campfire_redis_lookups_total", ',result="miss"'), legend: "not found" },
        ]),
        timeseries("Keys forgotten for want of memory", "ops", [
          { expr: sharedRate("campfire_redis_evicted_keys_total"), legend: "evicted" },
        ]),
        timeseries("Sessions, by where they were found", "ops", [rateBy("from", "campfire_session_lookups_total")]),
      ],
    },
  ],
});
