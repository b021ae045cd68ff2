import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { codeSchemaVersion, migrate } from "../src/database/migrations.ts";
import { createDatabase } from "./support/chat.ts";
import { campfire } from "./support/command.ts";
import { runSql } from "./support/postgres.ts";
import { configOf, RECORDED, recordedDatabase, recordedStatements } from "./support/recorded.ts";

interface Column {
  type: string;
  nullable: boolean;
  /** Whether a row can be stored without naming it. */
  filled: boolean;
}

/** What the statements of a version rely on, and what they could stumble over. */
interface Schema {
  columns: Map<string, Column>;
  /** Checks, keys and references, and unique indexes: each with what it says, and of which columns. */
  constraints: Map<string, { says: string; of: string[] }>;
  /** Signatures with what they return. */
  functions: Set<string>;
  /** The file of each table: another one means that all rows were written anew, which nobody could read meanwhile. */
  files: Map<string, number>;
}

async function schemaOf(url: string): Promise<Schema> {
  const columns = await runSql<{ name: string } & Column>(
    url,
    `select relname || '.' || attname as name, format_type(atttypid, atttypmod) as type, not attnotnull as nullable,
       not attnotnull or atthasdef or attidentity <> '' as filled
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped`,
  );
  const constraints = await runSql<{ name: string; says: string; of: string[] }>(
    url,
    `select table_id::regclass || '.' || name as name, says, array(
       select table_id::regclass || '.' || attname from pg_attribute where attrelid = table_id and attnum = any (keys)
     ) as of
     from (
       select conrelid as table_id, conname::text as name, pg_get_constraintdef(oid) as says, conkey as keys
       from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
       union all
       select indrelid, indexrelid::regclass::text, pg_get_indexdef(indexrelid), indkey::int2[] from pg_index
       join pg_class on pg_class.oid = indrelid where relnamespace = 'public'::regnamespace and indisunique
     ) as constraints (table_id, name, says, keys)`,
  );
  const functions = await runSql<{ signature: string }>(
    url,
    `select format('%s(%s) %s', proname, pg_get_function_arguments(oid), pg_get_function_result(oid)) as signature
     from pg_proc where pronamespace = 'public'::regnamespace`,
  );
  const files = await runSql<{ name: string; file: number }>(
    url,
    `select relname as name, relfilenode::bigint as file from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  return {
    files: new Map(files.map(({ name, file }) => [name, file])),
    columns: new Map(columns.map(({ name, ...column }) => [name, column])),
    constraints: new Map(constraints.map(({ name, ...constraint }) => [name, constraint])),
    functions: new Set(functions.map(({ signature }) => signature)),
  };
}

/** What a version that was written for `before` would miss, or stumble over, in `after`. */
function troubles(before: Schema, after: Schema): string[] {
  const found: string[] = [];
  const tables = new Set([...before.columns.keys()].map((name) => name.split(".")[0]));
  for (const [name, { type, nullable, filled }] of before.columns) {
    const now = after.columns.get(name);
    if (now?.type !== type) found.push(`${name} was ${type} and is ${now?.type ?? "gone"}`);
    else if (nullable && !now.nullable) found.push(`${name} may not be null any more`);
    else if (filled && !now.filled) found.push(`${name} has no default any more`);
  }
  for (const [name, { filled }] of after.columns)
    if (tables.has(name.split(".")[0]) && !before.columns.has(name) && !filled) found.push(`${name} must be given`);
  for (const [name, { says }] of before.constraints)
    if (after.constraints.get(name)?.says !== says) found.push(`${name}, which conflicts are told by, changed`);
  for (const [name, { says, of }] of after.constraints) {
    const isNew = tables.has(name.split(".")[0]) && !before.constraints.has(name);
    // What is said of new columns alone holds for who doesn't know them.
    if (isNew && (of.length === 0 || of.some((column) => before.columns.has(column))))
      found.push(`${name} refuses: ${says}`);
  }
  for (const [name, file] of before.files)
    if (after.files.has(name) && after.files.get(name) !== file) found.push(`${name} is written anew`);
  for (const signature of before.functions) if (!after.functions.has(signature)) found.push(`${signature} is gone`);
  return found;
}

describe("migrations", () => {
  test("only add, so that replicas of the version before go on meanwhile, and a rollback needs no other schema", async () => {
    const url = await createDatabase();
    const newest = await codeSchemaVersion();
    await migrate(configOf(url), 1);
    let before = await schemaOf(url);
    for (let version = 2; version <= newest; version++) {
      expect(await migrate(configOf(url), version)).toHaveLength(1);
      const after = await schemaOf(url);
      expect({ version, troubles: troubles(before, after) }).toEqual({ version, troubles: [] });
      before = after;
    }
  });

  test.each([
    "alter table rooms drop column last_message_at",
    "alter table rooms alter last_number type integer",
    "alter table rooms rename name to title",
    "alter table users alter email set not null",
    "alter table messages alter markdown drop default",
    "alter table rooms add topic text not null",
    "alter table rooms add constraint short check (length(name) < 50)",
    "create unique index on boosts (message_id, creator_id)",
    "alter table messages drop constraint messages_room_id_creator_id_client_message_id_key",
    "drop function post_messages(bigint[], bigint[], text[], text[])",
    "drop table boosts",
    "alter table messages add words tsvector generated always as (to_tsvector('english', body)) stored",
  ])("that don't are found out: %s", async (sql) => {
    const url = await createDatabase();
    await migrate(configOf(url));
    const before = await schemaOf(url);
    await runSql(url, sql);
    expect(troubles(before, await schemaOf(url))).not.toEqual([]);
  });

  test.each(RECORDED)("leave every statement of schema %s's version what it was", async (schema) => {
    const url = await createDatabase();
    await migrate(configOf(url), schema);
    const statements = Object.entries(await recordedStatements(schema));
    expect(statements.length).toBeGreaterThan(30);
    const shapesThen = await shapes(url, statements);
    await migrate(configOf(url));
    expect(await shapes(url, statements)).toEqual(shapesThen);
  });

  test("let others read and write while they wait for a lock, and go on where they were", async () => {
    const url = await recordedDatabase(2);
    // As a backup that reads for long.
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    await reader.query("begin isolation level repeatable read read only; select from messages");
    let done = false;
    const migrated = migrate(configOf(url)).finally(() => {
      done = true;
    });
    for (let count = 0; count < 5; count++) {
      await runSql(url, "select from messages limit 1");
      await runSql(url, "update rooms set last_message_at = now()");
      await sleep(100);
      expect(done).toBe(false);
    }
    await reader.query("commit");
    await reader.end();
    expect(await migrated).toHaveLength((await codeSchemaVersion()) - 2);
  });

  test("say who is in the way when it takes too long, and stay where they are", async () => {
    const url = await recordedDatabase(2);
    const reader = new pg.Client({ connectionString: url, application_name: "a long report" });
    await reader.connect();
    await reader.query("begin; select from messages");
    await expect(migrate(configOf(url), undefined, 0)).rejects.toMatchObject({
      code: "migration_blocked",
      message: expect.stringMatching(/3 changes-and-bots .*a long report/),
    });
    await reader.end();
    expect(await migrate(configOf(url))).toHaveLength((await codeSchemaVersion()) - 2);
  });

  test("leave a newer schema as it is, and say so", async () => {
    const url = await recordedDatabase(6);
    await migrate(configOf(url));
    await runSql(url, "insert into schema_version (version, name, md5, run_at) values (999, 'future', '', now())");
    const { code, output } = await campfire({ CAMPFIRE_DATABASE_URL: url, CAMPFIRE_LOG_FORMAT: "json" }, ["migrate"]);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ schema: 999, msg: expect.stringContaining("newer version") });
  });
});

/** The parameters and the columns of each statement, as PostgreSQL understands it. */
async function shapes(url: string, statements: [string, string][]): Promise<object[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const [name, sql] of statements) {
      await client.query(`prepare "${name}" as ${sql}`).catch((error: Error) => {
        throw new Error(`${name} can't be run any more: ${error.message}`);
      });
    }
    const { rows } = await client.query<object>(
      "select name, parameter_types::text, result_types::text from pg_prepared_statements order by name",
    );
    return rows;
  } finally {
    await client.end();
  }
}
