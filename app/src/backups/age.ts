import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { timeOf } from "./run.ts";

/** When the newest backup in this folder was made; null when there is none. Needs no key. */
export async function newestBackup(folder: string): Promise<Date | null> {
  const files = await readdir(join(folder, "manifests")).catch(() => []);
  const newest = files
    .filter((file) => file.endsWith(".json"))
    .sort()
    .at(-1);
  return newest === undefined ? null : new Date(timeOf(newest.slice(0, -".json".length)));
}
