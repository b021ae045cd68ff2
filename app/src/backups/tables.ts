import { createHash } from "node:crypto";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";

export interface Table {
  name: string;
  /** In their order; generated ones are left out, PostgreSQL fills them. */
  columns: string[];
  key: string[];
  counters: { column: string; last: number }[];
}

// Boundaries depend on the rows before them alone, so adding rows changes only the last piece.
const PIECE_ROWS = 2_000;
const PIECE_BYTES = 4_194_304;

/** Every logged table but the migrations' own, those that others refer to first. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { refersTo: string[] }>(`
    select relname as name,
      (select json_agg(quote_ident(attname) order by attnum) from pg_attribute
       where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (select json_agg(quote_ident(attname) order by array_position(indkey::int2[], attnum)) from pg_index
       join pg_attribute on attrelid = indrelid and attnum = any (indkey)
       where indrelid = pg_class.oid and indisprimary) as key,
      (select coalesce(json_agg(json_build_object('column', attname, 'last',
         coalesce(pg_sequence_last_value(pg_get_serial_sequence(quote_ident(relname), attname)), 0))), '[]')
       from pg_attribute where attrelid = pg_class.oid and attidentity <> '') as counters,
      (select coalesce(json_agg(distinct target.relname), '[]') from pg_constraint
       join pg_class target on target.oid = confrelid
       where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid) as "refersTo"
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relpersistence = 'p' and relname <> 'schema_version'
    order by relname`);
  const sorted: Table[] = [];
  let left = rows;
  while (left.length > 0) {
    const done = new Set(sorted.map((table) => table.name));
    const next = left.filter((table) => table.refersTo.every((name) => done.has(name)));
    if (next.length === 0)
      throw new Error(`tables refer to each other in a circle: ${left.map((t) => t.name).join(", ")}`);
    sorted.push(...next.map(({ refersTo: _, ...table }) => table));
    left = left.filter((table) => !next.includes(table));
  }
  return sorted;
}

/** The table's rows in COPY text format, in pieces that end with a row. */
export async function* copyOut(client: pg.ClientBase, table: Table): AsyncGenerator<{ content: Buffer; rows: number }> {
  const select = `select ${table.columns.join(", ")} from ${table.name} order by ${(table.key ?? table.columns).join(", ")}`;
  const stream = client.query(copyTo(`copy (${select}) to stdout`));
  let parts: Buffer[] = [];
  let [rows, bytes] = [0, 0];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    // In this format a line feed only ever ends a row.
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, end + 1)) {
      rows++;
      if (rows < PIECE_ROWS && bytes + end + 1 - start < PIECE_BYTES) continue;
      parts.push(chunk.subarray(start, end + 1));
      yield { content: Buffer.concat(parts), rows };
      start = end + 1;
      parts = [];
      [rows, bytes] = [0, 0];
    }
    // The stream may use its memory again.
    parts.push(Buffer.from(chunk.subarray(start)));
    bytes += chunk.length - start;
  }
  if (bytes > 0) yield { content: Buffer.concat(parts), rows };
}

/** How many rows the table has, and the SHA-256 of all of them. */
export async function fingerprint(client: pg.ClientBase, table: Table): Promise<{ rows: number; sha256: string }> {
  const hash = createHash("sha256");
  let rows = 0;
  for await (const piece of copyOut(client, table)) {
    hash.update(piece.content);
    rows += piece.rows;
  }
  return { rows, sha256: hash.digest("hex") };
}
