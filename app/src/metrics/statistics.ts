import type { Queries } from "../database/database.ts";
import { codeSchemaVersion, databaseSchemaVersion } from "../database/migrations.ts";

/** What PostgreSQL says of itself, to any user; other users' transactions show only to those that may see them. */
export interface ServerStatistics {
  sizeBytes: number;
  connections: number;
  connectionsMax: number;
  longestTransactionSeconds: number;
  commits: number;
  rollbacks: number;
  blocksFromMemory: number;
  blocksFromDisk: number;
  deadlocks: number;
  temporaryBytes: number;
}

export async function serverStatistics(queries: Queries): Promise<ServerStatistics> {
  const [row] = await queries.query<ServerStatistics>(
    "statistics.server",
    `select pg_database_size(datname) as "sizeBytes",
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
       current_setting('max_connections')::int as "connectionsMax",
       (select coalesce(extract(epoch from max(now() - xact_start)), 0)::float8 from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend') as "longestTransactionSeconds",
       xact_commit as commits, xact_rollback as rollbacks,
       blks_hit as "blocksFromMemory", blks_read as "blocksFromDisk",
       deadlocks, temp_bytes as "temporaryBytes"
     from pg_stat_database where datname = current_database()`,
  );
  return row!;
}

export interface Totals {
  users: number;
  sessions: number;
  rooms: { type: string; rooms: number; active: number; messages: number }[];
}

/** What there is. Messages are counted by their rooms' last numbers, which have no gaps: no table is read through. */
export async function totals(queries: Queries): Promise<Totals> {
  const [people] = await queries.query<{ users: number; sessions: number }>(
    "statistics.people",
    `select (select count(*) from users where status = 'active') as users,
       (select count(*) from sessions where expires_at > now()) as sessions`,
  );
  const rooms = await queries.query<Totals["rooms"][number]>(
    "statistics.rooms",
    `select type, count(*) as rooms, count(*) filter (where last_message_at > now() - interval '1 day') as active,
       coalesce(sum(last_number), 0)::bigint as messages
     from rooms group by type`,
  );
  return { ...people!, rooms };
}

export const schemaVersions = async (queries: Queries) => ({
  program: await codeSchemaVersion(),
  database: await databaseSchemaVersion(queries),
});
