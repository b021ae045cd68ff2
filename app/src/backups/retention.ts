import type { Keep } from "./variables.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

// Also whoever keeps nothing else can go back a little.
const KEEP_ALL_FOR = 2 * HOUR;

/**
 * Which backups may go: `times` in ms since the epoch. All of the last 2 hours stay, and of each tier's last periods the
 * newest in each. The newest of all always stays.
 */
export function outdated(times: number[], now: number, keep: Keep): number[] {
  const tiers = [
    { period: HOUR, count: keep.hourly },
    { period: DAY, count: keep.daily },
    { period: 7 * DAY, count: keep.weekly },
    { period: 30 * DAY, count: keep.monthly },
  ];
  const newestFirst = [...times].sort((a, b) => b - a);
  const kept = new Set(newestFirst.filter((time) => now - time < KEEP_ALL_FOR).concat(newestFirst.slice(0, 1)));
  for (const { period, count } of tiers) {
    const current = Math.floor(now / period);
    const periods = new Set<number>();
    for (const time of newestFirst) {
      const index = Math.floor(time / period);
      if (periods.has(index) || index <= current - count) continue;
      periods.add(index);
      kept.add(time);
    }
  }
  return times.filter((time) => !kept.has(time));
}
