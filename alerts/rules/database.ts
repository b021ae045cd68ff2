import { type Alert, type AlertContext, slowerThan } from "../alert.ts";

/** Statements are over in milliseconds when all is well. */
const SLOW_SECONDS = 0.25;
const LONGEST_TRANSACTION_SECONDS = 300;

/** PostgreSQL as the replicas see it, and as it says of itself. */
export const database = (_context: AlertContext): Alert[] => [
  {
    name: "DatabasePoolExhausted",
    expr: 'campfire_database_connections{state="waited_for"} > 0',
    for: "2m",
    severity: "page",
    summary: "Requests of {{ $labels.instance }} wait for a database connection",
    description: "All connections of the replica are in use. Look for slow statements in the database's log.",
  },
  {
    name: "DatabaseErrors",
    expr: "(sum(rate(campfire_database_query_errors_total[5m])) / sum(rate(campfire_database_statements_total[5m])) > 0.05) and (sum(increase(campfire_database_query_errors_total[5m])) >= 10)",
    for: "5m",
    severity: "ticket",
    summary: "{{ $value | humanizePercentage }} of the statements fail",
    description: "The replicas' logs say how. Most often the database restarts, or has no connection left.",
  },
  {
    name: "DatabaseSlow",
    expr: slowerThan(SLOW_SECONDS, 0.95, "campfire_database_query_duration_seconds"),
    for: "10m",
    severity: "ticket",
    summary: "A statement in twenty takes more than {{ $value | humanizeDuration }}",
    description: "Everything waits for the database. The dashboard of the database names the statements.",
  },
  {
    name: "DatabaseConnectionsNearLimit",
    expr: "max(campfire_database_server_connections) / max(campfire_database_server_connections_max) > 0.9",
    for: "5m",
    severity: "ticket",
    summary: "{{ $value | humanizePercentage }} of the database's connections are taken",
    description: "With none left, replicas that start find no way in. Look at who is connected.",
  },
  {
    name: "DatabaseDeadlocks",
    expr: "max(increase(campfire_database_deadlocks_total[15m])) > 3",
    for: "1m",
    severity: "ticket",
    summary: "{{ $value }} deadlocks within a quarter of an hour",
    description: "Transactions end each other; what they did is tried again. PostgreSQL's log says which.",
  },
  {
    name: "TransactionStuck",
    expr: `max(campfire_database_longest_transaction_seconds) > ${LONGEST_TRANSACTION_SECONDS}`,
    for: "5m",
    severity: "ticket",
    summary: "A transaction has been open for {{ $value | humanizeDuration }}",
    description: "It holds its locks, and keeps PostgreSQL from cleaning up. Look at who holds it.",
  },
  {
    name: "MigrationStuck",
    expr: 'max(campfire_schema_version{of="program"}) > max(campfire_schema_version{of="database"})',
    for: "10m",
    severity: "page",
    summary: "The database waits for migration {{ $value }}",
    description:
      "The new replicas don't serve until it ran: the deployment stands still. Look at the log of the migration.",
  },
];
