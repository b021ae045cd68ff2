import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { splitMigration } from "../src/database/migration-file.ts";
import { codeSchemaVersion, databaseSchemaVersion, migrate } from "../src/database/migrations.ts";
import { MIGRATIONS_FOLDER } from "../src/paths.ts";
import { createDatabase } from "./support/chat.ts";
import { runSql } from "./support/postgres.ts";
import { until } from "./support/processes.ts";
import { configOf, recordedDatabase } from "./support/recorded.ts";

/** The indexes that migrations make on tables of earlier ones, and those migrations' numbers. */
const BUILT: [string, number][] = [
  ["messages_changes", 3],
  ["messages_search", 4],
  ["memberships_everything", 9],
  ["messages_search_words", 16],
];

const connections: pg.Client[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.end();
});

async function connect(url: string, name = "test"): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name, statement_timeout: 60_000 });
  // One of them is ended from outside.
  client.on("error", () => {});
  await client.connect();
  connections.push(client);
  return client;
}

/** A transaction that locks nothing, but began before: no build ends before it does. */
async function holdBuilds(url: string, name?: string): Promise<() => Promise<unknown>> {
  const client = await connect(url, name);
  await client.query("begin isolation level repeatable read; select 1");
  return () => client.query("commit");
}

const indexesOf = (url: string) =>
  runSql<{ name: string; table: string; says: string; valid: boolean }>(
    url,
    `select relname as name, indrelid::regclass::text as table, pg_get_indexdef(indexrelid) as says, indisvalid as valid
     from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = 'public'::regnamespace order by name`,
  );
const isUnderWay = async (url: string, index: string) =>
  (await indexesOf(url)).some(({ name, valid }) => name === index && !valid);
const versionsOf = async (url: string) =>
  (await runSql<{ version: number }>(url, "select version from schema_version order by version")).map(
    (row) => row.version,
  );
const readVersion = (url: string) => databaseSchemaVersion({ query: (_, sql, values) => runSql(url, sql, values) });

async function migrationFiles(): Promise<string[]> {
  const names = (await readdir(MIGRATIONS_FOLDER)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(names.map((name) => readFile(join(MIGRATIONS_FOLDER, name), "utf8")));
}

describe("indexes on tables that are there already", () => {
  test.each(BUILT)("let people post and read while %s is built, however long it takes", async (index, version) => {
    const url = await recordedDatabase(2);
    await migrate(configOf(url), version - 1);
    const person = await connect(url);
    const release = await holdBuilds(url);
    const migrated = migrate(configOf(url), version);
    await until("the build is under way", () => isUnderWay(url, index));

    const { rows } = await person.query<{ id: number; number: number }>(
      `select id, number from post_messages(array_fill(1::bigint, array[100]), array_fill(1::bigint, array[100]),
         array(select 'during-' || n from generate_series(1, 100) n), array_fill('The lamps are lit'::text, array[100]))`,
    );
    expect(rows).toHaveLength(100);
    await person.query("update messages set edited_at = now() where id = $1", [rows[0]!.id]);
    await person.query("update memberships set read_number = $1 where room_id = 1 and user_id = 1", [rows[99]!.number]);
    expect((await person.query("select from messages where client_message_id like 'during-%'")).rowCount).toBe(100);
    expect(await isUnderWay(url, index)).toBe(true);
    // Backups go by the first, who waits for the schema by the second.
    expect((await versionsOf(url)).at(-1)).toBe(version);
    expect(await readVersion(url)).toBe(version - 1);

    await release();
    expect(await migrated).toEqual([expect.stringContaining(`${version} `)]);
    expect(await isUnderWay(url, index)).toBe(false);
    expect(await readVersion(url)).toBe(version);
  });

  test("are built anew where a build was interrupted, and only then", async () => {
    const url = await recordedDatabase(2);
    await migrate(configOf(url), 15);
    const release = await holdBuilds(url);
    const interrupted = expect(migrate(configOf(url))).rejects.toThrow();
    await until("the build is under way", () => isUnderWay(url, "messages_search_words"));
    await runSql(url, "select pg_terminate_backend(pid) from pg_stat_progress_create_index");
    await interrupted;
    await release();
    expect(await isUnderWay(url, "messages_search_words")).toBe(true);
    expect(await readVersion(url)).toBe(15);

    const others = (await indexesOf(url)).filter(({ valid }) => valid);
    const applied = await migrate(configOf(url));
    expect(applied).toHaveLength((await codeSchemaVersion()) - 15);
    expect(applied[0]).toMatch(/^16 /);
    expect(await indexesOf(url)).toEqual(expect.arrayContaining(others));
    expect(await isUnderWay(url, "messages_search_words")).toBe(false);
    expect((await versionsOf(url)).every((version) => version >= 0)).toBe(true);
    expect(await migrate(configOf(url))).toEqual([]);
  });

  test("are built once by several who migrate at the same time, which wait without holding each other up", async () => {
    const url = await recordedDatabase(2);
    const release = await holdBuilds(url);
    const all = [1, 2, 3].map(() => migrate(configOf(url)));
    await until("a build is under way", () => isUnderWay(url, "messages_changes"));
    await release();
    const counts = (await Promise.all(all)).map((names) => names.length).sort((a, b) => a - b);
    expect(counts).toEqual([0, 0, (await codeSchemaVersion()) - 2]);
  });

  test("don't keep programs of before waiting in a statement, for which the build would wait in turn", async () => {
    const url = await recordedDatabase(2);
    const release = await holdBuilds(url);
    const migrated = migrate(configOf(url));
    await until("a build is under way", () => isUnderWay(url, "messages_changes"));
    const older = await connect(url);
    // The number that all versions know.
    await older.query("select pg_advisory_lock(7102935)");
    expect(await isUnderWay(url, "messages_changes")).toBe(true);
    await older.query("select pg_advisory_unlock(7102935)");
    await release();
    expect(await migrated).toHaveLength((await codeSchemaVersion()) - 2);
  });

  test("name who is in the way when that takes too long, and are built later", async () => {
    const url = await recordedDatabase(2);
    const release = await holdBuilds(url, "a long report");
    await expect(migrate(configOf(url), undefined, 1000)).rejects.toMatchObject({
      code: "migration_blocked",
      message: expect.stringMatching(/3 changes-and-bots .*index messages_changes.*a long report/),
    });
    await release();
    expect(await migrate(configOf(url))).toHaveLength((await codeSchemaVersion()) - 2);
  });

  test("are those that versions before built while nobody could post, and no others", async () => {
    const [before, now] = [await createDatabase(), await createDatabase()];
    const made: string[] = [];
    for (const [at, sql] of (await migrationFiles()).entries()) {
      const tables = new Set((await indexesOf(before)).map(({ table }) => table));
      const known = new Set((await indexesOf(before)).map(({ name }) => name));
      await runSql(before, sql);
      const added = (await indexesOf(before)).filter(({ name, table }) => !known.has(name) && tables.has(table));
      expect(splitMigration(sql).indexes.map(({ name }) => name)).toEqual(added.map(({ name }) => name));
      made.push(...added.map(({ name }) => `${name} ${at + 1}`));
    }
    expect(made).toEqual(expect.arrayContaining(BUILT.map(([name, version]) => `${name} ${version}`)));
    await migrate(configOf(now));
    const ours = (await indexesOf(now)).filter(({ table }) => table !== "schema_version");
    expect(ours).toEqual(await indexesOf(before));
  });
});

test("a migration's own tables have their indexes in its transaction", () => {
  const sql = `create table pins (id bigint);
create index pins_id on pins (id);
-- create index none on messages (id);
create unique index users_pin on users (lower(pin)) where pin <> '';
create index messages_pin
  on messages using gin (to_tsvector('english', pin));
alter table users add pin text;
`;
  const { script, indexes } = splitMigration(sql);
  expect(indexes).toEqual([
    { name: "users_pin", sql: "create unique index concurrently users_pin on users (lower(pin)) where pin <> ''" },
    {
      name: "messages_pin",
      sql: "create index concurrently messages_pin on messages using gin (to_tsvector('english', pin))",
    },
  ]);
  expect(script.replaceAll(/\n+/g, "\n")).toBe(`create table pins (id bigint);
create index pins_id on pins (id);
-- create index none on messages (id);
alter table users add pin text;
`);
});
