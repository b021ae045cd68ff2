import type { Queries } from "../database/database.ts";
import type { Row } from "./tables.ts";

/** Gives each row an id of its own. */
export async function giveIds(
  queries: Queries,
  table: "users" | "rooms" | "messages" | "boosts" | "attachments",
  rows: Row[],
): Promise<void> {
  const ids = await queries.query<{ id: number }>(
    `import.newIds.${table}`,
    `select nextval(pg_get_serial_sequence('${table}', 'id')) as id from generate_series(1, $1)`,
    [rows.length],
  );
  for (const [index, row] of rows.entries()) row.id = ids[index]!.id;
}
