import { access } from "node:fs/promises";
import { join } from "node:path";
import { readServeConfig, type ServeConfig } from "../config.ts";
import { Database } from "../database/database.ts";
import { codeSchemaVersion, databaseSchemaVersion } from "../database/migrations.ts";
import { openFileStore } from "../files/store.ts";
import { createLog, type Log } from "../log.ts";
import { WEB_FOLDER } from "../paths.ts";
import { loadSharp } from "../pictures/sharp.ts";
import { createRedis } from "../redis.ts";
import { unknownVariables } from "../settings/table.ts";

interface Check {
  name: string;
  /** Settles with what was found; throws with what is wrong and what to do. */
  run(): Promise<string>;
}

/** Looks at everything that a replica needs, without changing anything, and says what is wrong. Exits with 1 then. */
export async function doctorCommand(): Promise<void> {
  const config = readServeConfig(process.env);
  const log = await createLog({ level: "silent", format: "json" });
  const database = new Database({ ...config.database, timeout: Math.min(config.database.timeout, 10) }, log);
  const write = (sign: string, name: string, text: string) =>
    process.stdout.write(`${sign} ${name.padEnd(10)}${text}\n`);
  write("✓", "settings", "are valid");
  for (const { variable, hint } of unknownVariables(process.env))
    write("!", "settings", `${variable} is not known and does nothing${hint}`);
  for (const { name, run } of checks(config, database, log)) {
    try {
      write("✓", name, await run());
    } catch (error) {
      const { message, code } = error as { message: string; code?: string };
      write("✗", name, message || String(code));
      process.exitCode = 1;
    }
  }
  await database.close();
}

function checks(config: ServeConfig, database: Database, log: Log): Check[] {
  return [
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
        return `get thumbnails from sharp ${versions.sharp}`;
      },
    },
    {
      name: "database",
      run: async () => {
        const [row] = await database.query<{ version: string }>("doctor.version", "select version()");
        return row!.version.split(" ").slice(0, 2).join(" ");
      },
    },
    {
      name: "schema",
      run: async () => {
        const [wanted, found] = [await codeSchemaVersion(), await databaseSchemaVersion(database)];
        if (found < wanted) throw new Error(`is at version ${found} of ${wanted}: run campfire migrate`);
        return `is at version ${found}, this program needs ${wanted}`;
      },
    },
    {
      name: "redis",
      run: async () => {
        if (!config.redisUrl) return `is not set: sessions, limits and the ${config.bus} bus use PostgreSQL`;
        const redis = createRedis({ redisUrl: config.redisUrl, secretKey: config.secretKey }, "doctor", log);
        try {
          await new Promise((resolve, reject) => redis.once("ready", resolve).once("error", reject));
          return "answers";
        } finally {
          redis.disconnect();
        }
      },
    },
    {
      name: "client",
      run: async () => {
        await access(join(WEB_FOLDER, "index.html")).catch(() => {
          throw new Error(`is not built in ${WEB_FOLDER}: run npm run build -w app`);
        });
        return "is built";
      },
    },
  ];
}
