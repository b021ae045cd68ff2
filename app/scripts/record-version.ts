/**
 * Records what a version of this program leaves in its database, and the statements that it runs on it, for
 * tests/upgrade.test.ts: `node app/scripts/record-version.ts WORKTREE`, where WORKTREE is a checkout of that version with
 * its packages (`git worktree add WORKTREE COMMIT`, then `npm install` there). It starts a PostgreSQL and that version's replica, uses them as people and bots do, and
 * writes `app/tests/data/schema-N.sql` and `statements-N.json`, where N is the version's schema.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../../tests/support/free-ports.ts";
import { Postgres, runSql } from "../tests/support/postgres.ts";
import { Child, until } from "../tests/support/processes.ts";
import { dumpRows } from "./record-version/rows.ts";
import { statementsOf } from "./record-version/statements.ts";
import { useChat } from "./record-version/use.ts";

const worktree = resolve(process.argv[2] ?? ".");
const program = join(worktree, "app/src/cli.ts");
const files = await mkdtemp(join(tmpdir(), "campfire-record-"));
const postgres = await Postgres.start();
try {
  await runSql(postgres.url("postgres"), "create database campfire");
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    CAMPFIRE_DATABASE_URL: postgres.url("campfire"),
    CAMPFIRE_FILES_URL: `file://${files}`,
    // As Chat of the tests has it, so that sessions and links go on.
    CAMPFIRE_SECRET_KEY: "a secret key of the tests, long enough",
    CAMPFIRE_PORT: String(port),
    CAMPFIRE_HOST: "127.0.0.1",
    CAMPFIRE_BUS: "postgres",
  };
  const migrated = new Child(process.execPath, [program, "migrate"], { env });
  if ((await migrated.exit()) !== 0) throw new Error(migrated.output);
  for (const [name, value] of [
    ["log_statement", "all"],
    ["log_line_prefix", "<<>>"],
  ])
    await runSql(postgres.url("postgres"), `alter system set ${name} = '${value}'`);
  await runSql(postgres.url("postgres"), "select pg_reload_conf()");

  const replica = new Child(process.execPath, [program, "serve"], { env });
  const url = `http://127.0.0.1:${port}`;
  await until("the replica is ready", async () => {
    if (!replica.running) throw new Error(replica.output);
    return fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  const [row] = await runSql<{ version: number }>(
    postgres.url("campfire"),
    "select max(version)::int as version from schema_version",
  );
  const { version } = row!;
  await useChat(url, version);
  await replica.stop("SIGTERM");

  const data = (name: string) => join(import.meta.dirname, "../tests/data", name);
  await writeFile(data(`schema-${version}.sql`), await dumpRows(postgres.url("campfire")));
  const statements = statementsOf(postgres.output);
  await writeFile(data(`statements-${version}.json`), `${JSON.stringify(statements, null, 2)}\n`);
  console.log(`Schema ${version}, ${Object.keys(statements).length} statements.`);
} finally {
  await postgres.stop();
  await rm(files, { recursive: true });
}
