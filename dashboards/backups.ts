import type { Board } from "./board.ts";
import { limits, stat, timeseries } from "./panels.ts";

const age = (gauge: string) => `time() - max(campfire_backup_${gauge}_timestamp_seconds)`;

/** Whether what people wrote could be had back. */
export const backups = (): Board => ({
  name: "backups",
  title: "backups",
  byReplica: false,
  rows: [
    {
      title: "Now",
      panels: [
        stat("Newest backup, age", "s", { expr: age("last_success") }),
        stat("Last restored as a test", "s", { expr: age("last_verified") }).thresholds(limits(2 * 24 * 3600, "below")),
        stat("Kept", "short", { expr: "max(campfire_backup_kept)" }),
        stat("Failures in a day", "short", { expr: "sum(increase(campfire_backup_failures_total[1d]))" }).thresholds(
          limits(1, "below"),
        ),
      ],
    },
    {
      title: "Over time",
      panels: [
        timeseries("Age of the newest", "s", [{ expr: age("last_success"), legend: "age" }]),
        timeseries("Size of the newest", "bytes", [{ expr: "max(campfire_backup_size_bytes)", legend: "size" }]),
        timeseries("Mean time", "s", [
          {
            expr: "sum by (operation) (campfire_backup_duration_seconds_sum) / sum by (operation) (campfire_backup_duration_seconds_count)",
            legend: "{{operation}}",
          },
        ]),
        timeseries("Room", "bytes", [
          { expr: "min(campfire_backup_free_bytes)", legend: "free" },
          { expr: "max(campfire_backup_disk_bytes)", legend: "in all" },
        ]),
      ],
    },
  ],
});
