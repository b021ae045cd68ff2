import type { Spec } from "./contract.ts";

/** The plain environment variables of `campfire backups`, besides those of the app: where to, how often and how many. */
export const backupEnvironment = ({ lifecycle }: Spec, folder: string): Record<string, string> => {
  const { everyMinutes, keep } = lifecycle.backups;
  return {
    CAMPFIRE_BACKUP_DIR: folder,
    CAMPFIRE_BACKUP_EVERY_MINUTES: String(everyMinutes),
    CAMPFIRE_BACKUP_KEEP: `hourly=${keep.hourly},daily=${keep.daily},weekly=${keep.weekly},monthly=${keep.monthly}`,
  };
};
