/** An index on a table that people write to meanwhile. */
export interface IndexBuild {
  name: string;
  /** To be run outside a transaction. */
  sql: string;
}

const INDEX = /^create (unique )?index (\w+)\s+on (\w+)\b([^;]*);$/gim;
const TABLE = /^create (?:unlogged )?table (\w+)/gim;

/**
 * What of a migration runs in its transaction, and which indexes are built after it, beside people who write: those on
 * tables that the migration doesn't make itself. They have to stand as statements of their own, from the start of a line.
 */
export function splitMigration(sql: string): { script: string; indexes: IndexBuild[] } {
  const own = new Set([...sql.matchAll(TABLE)].map(([, table]) => table));
  const indexes: IndexBuild[] = [];
  const script = sql.replaceAll(
    INDEX,
    (whole, unique: string | undefined, name: string, table: string, what: string) => {
      if (own.has(table)) return whole;
      indexes.push({ name, sql: `create ${unique ?? ""}index concurrently ${name} on ${table}${what}` });
      return "";
    },
  );
  return { script, indexes };
}
