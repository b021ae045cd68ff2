const HOUR = 3_600_000;
const DAY = 24 * HOUR;

// Each tier keeps the newest backup of each of its last periods.
const TIERS = [
  { period: HOUR, keep: 24 },
  { period: DAY, keep: 7 },
  { period: 7 * DAY, keep: 5 },
  { period: 30 * DAY, keep: 12 },
];
const KEEP_ALL_FOR = 2 * HOUR;

/**
 * Which backups may go: `times` in ms since the epoch. All of the last 2 hours stay, then one an hour for a day, one a
 * day for a week, one a week for 5 weeks and one a month for a year. The newest always stays.
 */
export function outdated(times: number[], now: number): number[] {
  const newestFirst = [...times].sort((a, b) => b - a);
  const kept = new Set(newestFirst.filter((time) => now - time < KEEP_ALL_FOR).concat(newestFirst.slice(0, 1)));
  for (const { period, keep } of TIERS) {
    const current = Math.floor(now / period);
    const periods = new Set<number>();
    for (const time of newestFirst) {
      const index = Math.floor(time / period);
      if (periods.has(index) || index <= current - keep) continue;
      periods.add(index);
      kept.add(time);
    }
  }
  return times.filter((time) => !kept.has(time));
}
