import type { LifecyclePreset } from "../presets.ts";

/** Days of the longest month. */
const generationDays = 31;

/** How long a blob of the backup account is kept, in days from its making. */
export interface Keeping {
  /** After so many days it goes. */
  keptDays: number;
  /** For so many nobody can delete or change it; 0 locks nothing. */
  lockedDays: number;
}

/**
 * The app stores content once, however many backups hold it: one of today may need what was written last year, so no single blob can be
 * deleted for its age. Therefore each month begins a copy that is whole in itself. Nothing in it is older than the month, and its last
 * backup is made on the month's last day: whatever is to hold for a number of days holds for the month longer.
 */
export function keeping({ backups: { keep }, objectLockDays }: LifecyclePreset): Keeping {
  const longest = Math.max(Math.ceil(keep.hourly / 24), keep.daily, keep.weekly * 7, keep.monthly * 31);
  return {
    keptDays: generationDays + longest,
    lockedDays: objectLockDays === 0 ? 0 : generationDays + objectLockDays,
  };
}

/** What the app is told to keep in the folder that it makes backups in: CAMPFIRE_BACKUP_KEEP. */
export const keepText = ({ backups: { keep } }: LifecyclePreset) =>
  `hourly=${keep.hourly},daily=${keep.daily},weekly=${keep.weekly},monthly=${keep.monthly}`;
