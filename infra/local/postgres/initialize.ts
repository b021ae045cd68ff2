// Makes a PostgreSQL data folder: `initialize.ts HOME [USER]`, the password of the user `campfire` in POSTGRES_PASSWORD.
//
// HOME/data appears whole or not at all, so a run that was killed is simply run again; one that exists is kept, whatever the password,
// which then is set in it. With USER (PostgreSQL refuses to run as root) the binaries are copied to HOME/native too, since a checkout below
// /root can't be read by anyone else.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedPostgres, postgresProgram } from "./binaries.ts";

const [home, user] = process.argv.slice(2);
const password = process.env.POSTGRES_PASSWORD;
const installed = installedPostgres();
if (!home || !password || !installed) throw new Error("usage: POSTGRES_PASSWORD=… initialize.ts HOME [USER]");

const idOf = (flag: "-u" | "-g", name: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
const owner = user ? { uid: idOf("-u", user), gid: idOf("-g", user) } : {};
const data = join(home, "data");
const unfinished = join(home, "data.unfinished");
const native = user ? join(home, "native") : installed;

mkdirSync(home, { recursive: true, mode: 0o700 });
if (user) {
  execFileSync("chown", [user, home]);
  copyBinaries(installed, native);
}
if (!existsSync(data)) create();
setPassword();

function copyBinaries(from: string, to: string) {
  const partial = `${to}.unfinished`;
  for (const folder of [partial, to]) rmSync(folder, { recursive: true, force: true });
  cpSync(from, partial, { recursive: true, dereference: true });
  for (const name of ["postgres", "initdb"] as const) chmodSync(postgresProgram(partial, name), 0o755);
  // Whatever the umask is, and was when npm put them there.
  execFileSync("chmod", ["-R", "a+rX", partial]);
  renameSync(partial, to);
}

function create() {
  rmSync(unfinished, { recursive: true, force: true });
  const locale = ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"];
  const access = ["--username", "campfire", "--auth", "trust"];
  run("initdb", ["--pgdata", unfinished, "--encoding", "UTF8", ...locale, ...access], "");
  // Over TCP on loopback only, and only with the password: a server with this file can't be reached before it has one.
  const rules = ["127.0.0.1/32", "::1/128"].map((address) => `host all campfire ${address} scram-sha-256\n`);
  writeFileSync(join(unfinished, "pg_hba.conf"), rules.join(""));
  single(unfinished, "CREATE DATABASE campfire;\n");
  renameSync(unfinished, data);
}

/** The password may have been rotated since the data folder was made. */
function setPassword() {
  // A running server holds the folder: then the password is the one it was started with.
  if (existsSync(join(data, "postmaster.pid"))) return;
  single(data, `ALTER ROLE campfire PASSWORD '${password?.replaceAll("'", "''")}';\n`);
}

/** Statements in PostgreSQL's single-user mode, one a line: no server and no port needed. */
function single(folder: string, statements: string) {
  run("postgres", ["--single", "-D", folder, "postgres"], statements);
}

function run(program: "postgres" | "initdb", args: string[], input: string) {
  const { status, stderr, error } = spawnSync(postgresProgram(native, program), args, {
    ...owner,
    input,
    cwd: home,
    encoding: "utf8",
  });
  if (status === 0) return;
  console.error(`${program} failed: ${error?.message ?? stderr.trim()}`);
  process.exit(1);
}
