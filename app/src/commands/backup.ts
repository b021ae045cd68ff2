import { once } from "node:events";
import { BackupMetrics } from "../backups/metrics.ts";
import { restoreBackup } from "../backups/restore.ts";
import { openStore, runBackup, runVerification } from "../backups/run.ts";
import { Scheduler } from "../backups/scheduler.ts";
import { serveBackupHealth } from "../backups/server.ts";
import { readBackupConfig } from "../config.ts";
import { openFileStore } from "../files/open.ts";
import { createLog } from "../log.ts";

async function prepare() {
  const config = readBackupConfig(process.env);
  return { config, log: await createLog(config.log), store: await openStore(config) };
}

export async function backupCommand(): Promise<void> {
  const { config, log, store } = await prepare();
  const { manifest, removed } = await runBackup(config, store);
  log.info({ backup: manifest.id, bytes: manifest.bytes, files: manifest.files.length, removed }, "made a backup");
}

export async function verifyCommand(id?: string): Promise<void> {
  const { config, log, store } = await prepare();
  const manifest = await runVerification(config, store, id);
  log.info({ backup: manifest.id }, "restored the backup as a test: it is right");
}

export async function restoreCommand(id: string): Promise<void> {
  const { config, log, store } = await prepare();
  const files = await openFileStore(config.files);
  const manifest = await store.find(id);
  await restoreBackup({ database: config.database, files }, manifest, store);
  const rows = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]));
  log.info({ backup: manifest.id, rows, files: manifest.files.length }, "restored");
}

/** Makes backups until SIGTERM or SIGINT, then finishes what is under way. */
export async function backupsCommand(): Promise<void> {
  const { config, log, store } = await prepare();
  const metrics = new BackupMetrics(config.folder);
  const scheduler = new Scheduler(config, store, metrics, log);
  await scheduler.start();
  const { server, url } = await serveBackupHealth(config, metrics, 3 * config.everyMinutes * 60_000);
  log.info({ url, folder: config.folder }, "making backups");
  await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  // What isn't finished by then leaves no backup, and nothing half-made that counts as one.
  setTimeout(() => process.exit(1), config.shutdownTimeout * 1000).unref();
  await scheduler.stop();
  server.close();
  server.closeAllConnections();
  log.info("stopped");
}
