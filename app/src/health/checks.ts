import { access } from "node:fs/promises";
import { join } from "node:path";
import { newestBackup } from "../backups/age.ts";
import type { ServeConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import { codeSchemaVersion, databaseSchemaVersion } from "../database/migrations.ts";
import { openFileStore } from "../files/open.ts";
import type { Log } from "../log.ts";
import { WEB_FOLDER } from "../paths.ts";
import { loadSharp } from "../pictures/sharp.ts";
import { createRedis } from "../redis.ts";
import { type Check, Doubt } from "./check.ts";
import { weaknessOf } from "./secret-strength.ts";
import { signInChecks } from "./sign-in-checks.ts";

interface Services {
  config: ServeConfig;
  database: Database;
  log: Log;
  env: NodeJS.ProcessEnv;
}

// The oldest that PostgreSQL's developers still mend.
const OLDEST_POSTGRES = 14;
const CLOCK_SECONDS = 5;
// Three times what lies between two backups by default.
const OLD_BACKUP_MINUTES = 30;

/** Everything that a start needs, in the order in which one thing needs the other. */
export function checksOf({ config, database, log, env }: Services): Check[] {
  return [
    { name: "secret", run: async () => checkSecret(config.secretKey) },
    {
      name: "files",
      run: async () => {
        const { place } = await openFileStore(config.files);
        return `${place} can be written to`;
      },
    },
    {
      name: "pictures",
      run: async () => {
        const { versions } = await loadSharp();
        return `are made small by sharp ${versions.sharp}`;
      },
    },
    { name: "database", run: () => checkDatabase(database) },
    { name: "schema", run: () => checkSchema(database) },
    { name: "clock", run: () => checkClock(database) },
    { name: "redis", run: () => checkRedis(config, log) },
    ...signInChecks(config),
    { name: "client", run: checkClient },
    { name: "address", run: () => checkAddress(config.publicUrl) },
    { name: "backup", run: () => checkBackup(env.CAMPFIRE_BACKUP_DIR?.trim()) },
  ];
}

function checkSecret(secret: string): string {
  const weakness = weaknessOf(secret);
  if (weakness === null) return "is long and random";
  throw new Doubt(`CAMPFIRE_SECRET_KEY ${weakness}: openssl rand -hex 32 makes one that nobody guesses`);
}

async function checkDatabase(database: Database): Promise<string> {
  const [row] = await database.query<{ version: number; name: string }>(
    "doctor.version",
    `select current_setting('server_version_num')::int / 10000 as version, split_part(version(), ' on ', 1) as name`,
  );
  if (row!.version >= OLDEST_POSTGRES) return row!.name;
  throw new Error(`is ${row!.name}: PostgreSQL ${OLDEST_POSTGRES} is the oldest that this program is for`);
}

async function checkSchema(database: Database): Promise<string> {
  const [wanted, found] = [await codeSchemaVersion(), await databaseSchemaVersion(database)];
  if (found < wanted) throw new Error(`is at version ${found} of ${wanted}: run campfire migrate`);
  return `is at version ${found}, this program needs ${wanted}`;
}

async function checkClock(database: Database): Promise<string> {
  const start = Date.now();
  const [row] = await database.query<{ now: Date }>("doctor.clock", "select clock_timestamp() as now");
  const offSeconds = (row!.now.getTime() - (start + Date.now()) / 2) / 1000;
  if (Math.abs(offSeconds) <= CLOCK_SECONDS) return "agrees with the database's";
  const [how, direction] = [Math.abs(offSeconds).toFixed(0), offSeconds > 0 ? "behind" : "ahead of"];
  throw new Error(`is ${how} s ${direction} the database's: keep both by NTP, or times and limits are wrong`);
}

async function checkRedis(config: ServeConfig, log: Log): Promise<string> {
  if (!config.redisUrl) return `is not set: sessions, limits and the ${config.bus} bus use PostgreSQL`;
  const redis = createRedis({ redisUrl: config.redisUrl, secretKey: config.secretKey }, "doctor", log);
  try {
    await new Promise((resolve, reject) => redis.once("ready", resolve).once("error", reject));
    return "answers";
  } finally {
    redis.disconnect();
  }
}

async function checkClient(): Promise<string> {
  await access(join(WEB_FOLDER, "index.html")).catch(() => {
    throw new Error(`is not built in ${WEB_FOLDER}: run npm run build -w app`);
  });
  return "is built";
}

async function checkAddress(publicUrl: URL): Promise<string> {
  const url = new URL("/up", publicUrl);
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) }).catch((error: Error) => {
    const { code, message } = (error.cause ?? error) as { code?: string; message: string };
    throw new Doubt(`${url.href} can't be reached from here (${code ?? message}): right before the first replica runs`);
  });
  await answer.body?.cancel();
  if (answer.ok) return `${publicUrl.origin} answers`;
  throw new Doubt(`${url.href} answers ${answer.status}: is CAMPFIRE_PUBLIC_URL the chat's address, and does it run?`);
}

async function checkBackup(folder: string | undefined): Promise<string> {
  if (!folder) return "is not looked at: CAMPFIRE_BACKUP_DIR is not set here";
  const newest = await newestBackup(folder);
  if (!newest) throw new Doubt(`there is none in ${folder}: does campfire backups run?`);
  const minutes = Math.round((Date.now() - newest.getTime()) / 60_000);
  if (minutes <= OLD_BACKUP_MINUTES) return `the newest is ${minutes} minutes old`;
  throw new Doubt(`the newest is ${minutes} minutes old: does campfire backups still run?`);
}
