import pg from "pg";

/** SQL that puts back every row of a database, to be run on one with the same schema. */
export async function dumpRows(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string; columns: string[]; counters: string[] }>(
      `select relname as name,
         array_agg(attname::text order by attnum) filter (where attgenerated = '') as columns,
         array_remove(array_agg(case when attidentity <> '' then attname::text end), null) as counters
       from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
       where relnamespace = 'public'::regnamespace and relkind = 'r' and relpersistence = 'p'
       group by relname order by relname`,
    );
    const parts = [
      "-- Written by app/scripts/record-version.ts: what a chat of this schema held.",
      "set session_replication_role = replica;",
      `truncate ${tables.map(({ name }) => name).join(", ")};`,
    ];
    for (const { name, columns, counters } of tables) {
      const values = columns.map((column) => `coalesce(quote_literal(${column}::text), 'null')`).join(" || ', ' || ");
      const { rows } = await client.query<{ row: string }>(`select ${values} as row from ${name} order by 1`);
      if (rows.length === 0) continue;
      parts.push(`insert into ${name} (${columns.join(", ")}) overriding system value values`);
      parts.push(`${rows.map(({ row }) => `  (${row})`).join(",\n")};`);
      for (const column of counters)
        parts.push(`select setval(pg_get_serial_sequence('${name}', '${column}'), max(${column})) from ${name};`);
    }
    return `${parts.join("\n")}\nset session_replication_role = origin;\n`;
  } finally {
    await client.end();
  }
}
