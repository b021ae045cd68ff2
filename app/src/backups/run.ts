import type { BackupConfig } from "../config.ts";
import { openClient } from "../database/database.ts";
import { holdLock, LOCKS } from "../database/locks.ts";
import { createFileStore } from "../files/open.ts";
import { checkWritable } from "../writable-folder.ts";
import { createBackup } from "./create.ts";
import type { Manifest } from "./manifest.ts";
import { outdated } from "./retention.ts";
import { BackupStore } from "./store.ts";
import { Vault } from "./vault.ts";
import { verifyBackup } from "./verify.ts";

export async function openStore(config: BackupConfig): Promise<BackupStore> {
  await checkWritable("CAMPFIRE_BACKUP_DIR", config.folder);
  return new BackupStore(config.folder, await Vault.open(config.key));
}

/** Makes a backup and removes those that are outdated by now. */
export async function runBackup(
  config: BackupConfig,
  store: BackupStore,
): Promise<{ manifest: Manifest; removed: string[] }> {
  const files = await createFileStore(config.files);
  return alone(config, async () => {
    const manifest = await createBackup(config, files, store);
    const ids = new Map((await store.list()).map((id) => [timeOf(id), id]));
    const removed = outdated([...ids.keys()], Date.now(), config.keep).map((time) => ids.get(time)!);
    await store.remove(removed);
    return { manifest, removed };
  });
}

/** Restores a backup into a scratch database and notes that it was right. */
export async function runVerification(config: BackupConfig, store: BackupStore, id?: string): Promise<Manifest> {
  return alone(config, async () => {
    const manifest = await store.find(id);
    await verifyBackup(config.database, manifest, store);
    await store.noteVerified({ id: manifest.id, at: new Date().toISOString() });
    return manifest;
  });
}

/** When the backup of this id was made, in ms since the epoch. */
export function timeOf(id: string): number {
  return Date.parse(id.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, "T$1:$2:$3.$4Z"));
}

/** Backups, their verification and pruning wait for each other, wherever they run. */
async function alone<T>(config: BackupConfig, work: () => Promise<T>): Promise<T> {
  const client = await openClient(config.database);
  try {
    await holdLock(client, LOCKS.backup);
    return await work();
  } finally {
    await client.end();
  }
}
