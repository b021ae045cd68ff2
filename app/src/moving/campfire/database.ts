import { DatabaseSync } from "node:sqlite";
import { ImportError } from "../errors.ts";

export type SqliteRow = Record<string, string | number | null>;

const NEEDED = ["accounts", "users", "rooms", "memberships", "messages", "action_text_rich_texts"];

/** A once-campfire's SQLite database, read only. */
export class CampfireDatabase {
  private readonly sqlite: DatabaseSync;
  private readonly tables: Set<string>;

  /** Throws `import_unreadable` for what is none. */
  constructor(path: string) {
    try {
      this.sqlite = new DatabaseSync(path, { readOnly: true });
      const rows = this.sqlite.prepare("select name from sqlite_master where type = 'table'").all();
      this.tables = new Set(rows.map(({ name }) => String(name)));
    } catch (error) {
      throw new ImportError(
        "import_unreadable",
        `${path} is no SQLite database that can be read (${(error as Error).message}).`,
      );
    }
    const missing = NEEDED.filter((table) => !this.tables.has(table));
    if (missing.length === 0 && this.count("accounts") > 0) return;
    const remedy = "Name the file storage/db/production.sqlite3 of a once-campfire, or of its backup";
    throw new ImportError(
      "import_unreadable",
      `${path} has no ${missing[0] ? `table ${missing[0]}` : "account"}. ${remedy}.`,
    );
  }

  /** Older versions lack some. */
  has(table: string): boolean {
    return this.tables.has(table);
  }

  hasColumn(table: string, column: string): boolean {
    return this.rows(`select name from pragma_table_info('${table}')`).some(({ name }) => name === column);
  }

  rows(sql: string): SqliteRow[] {
    return this.sqlite.prepare(sql).all() as SqliteRow[];
  }

  /** So many rows at a time. */
  *batches(sql: string, size: number): Generator<SqliteRow[]> {
    let batch: SqliteRow[] = [];
    for (const row of this.sqlite.prepare(sql).iterate() as Iterable<SqliteRow>) {
      batch.push(row);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  count(table: string, where = "true"): number {
    if (!this.has(table)) return 0;
    return Number(this.rows(`select count(*) as count from ${table} where ${where}`)[0]!.count);
  }

  close(): void {
    this.sqlite.close();
  }
}

/** Rails writes `2026-08-21 21:49:40.123456`, in UTC. */
export function timeOf(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const time = new Date(
    typeof value === "number" ? value * 1000 : `${value.replace(" ", "T").replace(/(\.\d{3})\d*$/, "$1")}Z`,
  );
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
