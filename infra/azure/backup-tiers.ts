import type { LifecyclePreset } from "../presets.ts";

export const tierNames = ["hourly", "daily", "weekly", "monthly"] as const;
export type TierName = (typeof tierNames)[number];

/** One container of the backup account. */
export interface BackupTier {
  name: TierName;
  /** After so many days a backup goes. */
  keptDays: number;
  /** For so many of them nobody can delete or change it; 0 locks nothing. */
  lockedDays: number;
}

const daysOf = ({ hourly, daily, weekly, monthly }: LifecyclePreset["backups"]["keep"]): Record<TierName, number> => ({
  hourly: Math.ceil(hourly / 24),
  daily,
  weekly: weekly * 7,
  monthly: monthly * 31,
});

/** The deployment guide's tiers as far as the lifecycle keeps them. A lock never outlives its backup: what can't be deleted would be paid for. */
export function backupTiers({ backups, objectLockDays }: LifecyclePreset): BackupTier[] {
  const days = daysOf(backups.keep);
  return tierNames
    .filter((name) => days[name] > 0)
    .map((name) => ({ name, keptDays: days[name], lockedDays: Math.min(objectLockDays, days[name]) }));
}

/** What the app is told to keep of the backups that it makes: CAMPFIRE_BACKUP_KEEP. */
export const keepText = ({ backups: { keep } }: LifecyclePreset) =>
  tierNames.map((name) => `${name}=${keep[name]}`).join(",");
