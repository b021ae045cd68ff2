import type { Board } from "./board.ts";
import { chosen, quantiles, shared, sharedRate, stat, timeseries } from "./panels.ts";

const perStatement = (counter: string) => `sum by (statement) (rate(${counter}{${chosen}}[5m]))`;

/** PostgreSQL as the replicas see it, and as it says of itself. */
export const database = (): Board => ({
  name: "database",
  title: "database",
  rows: [
    {
      title: "Now",
      panels: [
        stat("Size", "bytes", { expr: shared("campfire_database_size_bytes") }),
        stat("Connections taken", "percentunit", {
          expr: `${shared("campfire_database_server_connections")} / ${shared("campfire_database_server_connections_max")}`,
        }),
        stat("Oldest open transaction", "s", { expr: shared("campfire_database_longest_transaction_seconds") }),
        stat("Schema", "short", { expr: 'max(campfire_schema_version{job="campfire",of="database"})' }),
      ],
    },
    {
      title: "As the replicas see it",
      panels: [
        timeseries("Time of a statement", "s", quantiles("campfire_database_query_duration_seconds")),
        timeseries("Connections of the pools", "short", [
          { expr: `sum by (state) (campfire_database_connections{${chosen}})`, legend: "{{state}}" },
          { expr: `sum(campfire_database_connections_max{${chosen}})`, legend: "at most" },
        ]),
        timeseries(
          "Statements that take most",
          "percentunit",
          [{ expr: `topk(10, ${perStatement("campfire_database_statement_seconds_total")})`, legend: "{{statement}}" }],
          "Seconds spent in each, a second.",
        ),
        timeseries("Mean time by statement", "s", [
          {
            expr: `topk(10, ${perStatement("campfire_database_statement_seconds_total")} / ${perStatement("campfire_database_statements_total")})`,
            legend: "{{statement}}",
          },
        ]),
        timeseries("Statements", "ops", [
          { expr: `sum(rate(campfire_database_statements_total{${chosen}}[5m]))`, legend: "all" },
          {
            expr: `sum(rate(campfire_database_query_errors_total{${chosen}}[5m])) or vector(0)`,
            legend: "failed",
          },
        ]),
      ],
    },
    {
      title: "As it says of itself",
      panels: [
        timeseries("Connections", "short", [
          { expr: shared("campfire_database_server_connections"), legend: "taken" },
          { expr: shared("campfire_database_server_connections_max"), legend: "at most" },
        ]),
        timeseries("Transactions", "ops", [
          { expr: sharedRate("campfire_database_transactions_total", ',outcome="committed"'), legend: "committed" },
          { expr: sharedRate("campfire_database_transactions_total", ',outcome="rolled_back"'), legend: "undone" },
        ]),
        timeseries("Blocks found in memory", "percentunit", [
          {
            expr: `${sharedRate("campfire_database_blocks_total", ',from="memory"')} / (${sharedRate("campfire_database_blocks_total", ',from="memory"')} + ${sharedRate("campfire_database_blocks_total", ',from="disk"')})`,
            legend: "share",
          },
        ]),
        timeseries("Size", "bytes", [{ expr: shared("campfire_database_size_bytes"), legend: "database" }]),
        timeseries("Deadlocks", "short", [
          { expr: 'max(increase(campfire_database_deadlocks_total{job="campfire"}[5m]))', legend: "in 5 minutes" },
        ]),
        timeseries("Written to disk for want of memory", "Bps", [
          { expr: sharedRate("campfire_database_temporary_bytes_total"), legend: "temporary files" },
        ]),
      ],
    },
  ],
});
