import { type AlertCase, histogram, replica, type Story } from "./case.ts";

const GIB = 1024 ** 3;
const DAY_MINUTES = 24 * 60;
const app1 = { job: "campfire", instance: "app-1" };
const one = (metric: string, course: Story[string], more = ""): Story => ({ [replica(metric, "app-1", more)]: course });

const statements = (failedPerMinute: number): Story => ({
  ...one("campfire_database_statements_total", { perMinute: 100 }, ',statement="a"'),
  ...one("campfire_database_query_errors_total", { perMinute: failedPerMinute }, ',statement="a"'),
});
const connections = (taken: number): Story => ({
  ...one("campfire_database_server_connections", taken),
  ...one("campfire_database_server_connections_max", 100),
});
const schema = (database: number): Story => ({
  ...one("campfire_schema_version", 3, ',of="program"'),
  ...one("campfire_schema_version", database, ',of="database"'),
});
const redisMemory = (bytes: number, limit: number): Story => ({
  ...one("campfire_redis_memory_bytes", bytes),
  ...one("campfire_redis_memory_max_bytes", limit),
});
const files = (free: Story[string]): Story => ({
  ...one("campfire_files_free_bytes", free),
  ...one("campfire_files_size_bytes", 100 * GIB),
});
const backup = (metric: string, course: Story[string], more = ""): Story => ({
  [`${metric}{job="backups",instance="backups"${more}}`]: course,
});
const backups = { job: "backups", instance: "backups" };

/** Database, cache, storage, certificates, backups. promtool's clock starts at 0, so an age is the time that passed. */
export const dataCases: Record<string, AlertCase> = {
  DatabasePoolExhausted: {
    fires: one("campfire_database_connections", 1, ',state="waited_for"'),
    silent: one("campfire_database_connections", 20, ',state="busy"'),
    after: 3,
    labels: { ...app1, state: "waited_for" },
  },
  DatabaseErrors: { fires: statements(6), silent: statements(4), after: 12 },
  DatabaseSlow: {
    fires: histogram("campfire_database_query_duration_seconds", { fast: 90, slow: 10 }),
    silent: histogram("campfire_database_query_duration_seconds", { fast: 97, slow: 3 }),
    quiet: histogram("campfire_database_query_duration_seconds", { fast: 0, slow: 9 }),
    after: 20,
  },
  DatabaseConnectionsNearLimit: { fires: connections(91), silent: connections(90), after: 6 },
  DatabaseDeadlocks: {
    fires: one("campfire_database_deadlocks_total", { perMinute: 0.5 }),
    silent: one("campfire_database_deadlocks_total", { perMinute: 0.1 }),
    after: 20,
  },
  TransactionStuck: {
    fires: one("campfire_database_longest_transaction_seconds", 301),
    silent: one("campfire_database_longest_transaction_seconds", 299),
    after: 6,
  },
  MigrationStuck: { fires: schema(2), silent: schema(4), after: 11 },
  CacheDown: {
    fires: one("campfire_redis_connected", 0),
    silent: one("campfire_redis_connected", 1),
    after: 3,
    labels: app1,
  },
  // Without a limit there is nothing to be near to.
  CacheMemoryHigh: { fires: redisMemory(91, 100), silent: redisMemory(91, 0), after: 16 },
  CacheEvicts: {
    fires: one("campfire_redis_evicted_keys_total", { perMinute: 10 }),
    silent: one("campfire_redis_evicted_keys_total", { perMinute: 5 }),
    after: 32,
  },
  FilesFull: { fires: files(9 * GIB), silent: files(11 * GIB), after: 6 },
  FilesFillUp: {
    fires: files({ from: 35 * GIB, perMinute: (-10 * GIB) / DAY_MINUTES }),
    silent: files({ from: 35 * GIB, perMinute: (-5 * GIB) / DAY_MINUTES }),
    after: 200,
  },
  DatabaseGrows: {
    fires: one("campfire_database_size_bytes", { from: 10 * GIB, perMinute: (1.5 * GIB) / DAY_MINUTES }),
    silent: one("campfire_database_size_bytes", { from: 10 * GIB, perMinute: GIB / DAY_MINUTES }),
    quiet: one("campfire_database_size_bytes", { from: 0, perMinute: (6 * GIB) / DAY_MINUTES }),
    after: 200,
  },
  CertificateExpires: {
    fires: one("campfire_certificate_expiry_timestamp_seconds", 13 * 24 * 3600),
    silent: one("campfire_certificate_expiry_timestamp_seconds", 15 * 24 * 3600),
    after: 62,
  },
  CertificateExpiresSoon: {
    fires: one("campfire_certificate_expiry_timestamp_seconds", 2 * 24 * 3600),
    silent: one("campfire_certificate_expiry_timestamp_seconds", 15 * 24 * 3600),
    after: 10,
  },
  BackupOld: {
    fires: backup("campfire_backup_last_success_timestamp_seconds", 0),
    silent: backup("campfire_backup_last_success_timestamp_seconds", 300),
    after: 32,
    labels: backups,
  },
  BackupUnproven: {
    fires: backup("campfire_backup_last_verified_timestamp_seconds", 0),
    silent: backup("campfire_backup_last_verified_timestamp_seconds", 3 * 3600),
    after: 2 * DAY_MINUTES + 80,
    labels: backups,
  },
};
