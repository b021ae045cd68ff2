import { readMigrateConfig } from "../config.ts";
import { Database } from "../database/database.ts";
import { codeSchemaVersion, databaseSchemaVersion, migrate } from "../database/migrations.ts";
import { createLog } from "../log.ts";

/** Brings the database's schema to this program's version. */
export async function migrateCommand(): Promise<void> {
  const config = readMigrateConfig(process.env);
  const log = await createLog(config.log);
  const applied = await migrate(config.database);
  if (applied.length > 0) return log.info({ applied }, "migrated");
  const database = new Database(config.database, log);
  const [known, found] = [await codeSchemaVersion(), await databaseSchemaVersion(database)];
  await database.close();
  if (found <= known) return log.info({ schema: found }, "the schema is up to date");
  log.warn({ schema: found, known }, "the schema is of a newer version and left as it is: this version runs on it too");
}
