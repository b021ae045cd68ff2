import type { Queries } from "../../database/database.ts";

type Kind = "user" | "room";

/** Our ids of what was imported from this source before, by its own. */
export async function knownIds(queries: Queries, source: string, kind: Kind): Promise<Map<string, number>> {
  const rows = await queries.query<{ sourceId: string; id: number }>(
    "import.knownIds",
    `select source_id as "sourceId", id from imported_ids where source = $1 and kind = $2`,
    [source, kind],
  );
  return new Map(rows.map(({ sourceId, id }) => [sourceId, id]));
}

export async function rememberIds(
  queries: Queries,
  source: string,
  kind: Kind,
  ids: [string, number][],
): Promise<void> {
  await queries.query(
    "import.rememberIds",
    `insert into imported_ids (source, kind, source_id, id) select $1, $2, * from unnest($3::text[], $4::bigint[])`,
    [source, kind, ids.map(([sourceId]) => sourceId), ids.map(([, id]) => id)],
  );
}
