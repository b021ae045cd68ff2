import { readMigrateConfig } from "../config.ts";
import { migrate } from "../database/migrations.ts";
import { createLog } from "../log.ts";

/** Brings the database's schema to this program's version. */
export async function migrateCommand(): Promise<void> {
  const config = readMigrateConfig(process.env);
  const log = await createLog(config.log);
  const applied = await migrate(config.database);
  log.info({ applied }, applied.length > 0 ? "migrated" : "the schema is up to date");
}
