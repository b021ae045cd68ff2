import type { Alert, AlertContext } from "../alert.ts";

/** Two promises: how much can be lost, and that it can be had back. */
export const backups = ({ backupEveryMinutes }: AlertContext): Alert[] => [
  {
    name: "BackupOld",
    // Three times the interval in all: a new stack has one of them to make its first.
    expr: `time() - campfire_backup_last_success_timestamp_seconds > ${backupEveryMinutes * 60 * 2}`,
    for: `${backupEveryMinutes}m`,
    severity: "page",
    summary: "The last backup is {{ $value | humanizeDuration }} old",
    description: "More could be lost now than was promised. Look at the log of the backups.",
  },
  {
    name: "BackupUnproven",
    expr: "time() - campfire_backup_last_verified_timestamp_seconds > 2 * 24 * 3600",
    // A new stack restores its first backup, and that takes its time.
    for: "1h",
    severity: "ticket",
    summary: "No backup was restored for {{ $value | humanizeDuration }}",
    description: "A backup that was never restored is a hope. Look at the log of the backups.",
  },
];

/** Where a process makes the backups: what it says of itself. */
export const backupsProcess = ({ backupEveryMinutes }: AlertContext): Alert[] => [
  {
    name: "BackupsDown",
    expr: 'up{job="backups"} == 0 or absent(up{job="backups"})',
    for: `${backupEveryMinutes}m`,
    severity: "ticket",
    summary: "What makes the backups does not answer",
    description: "No backup is made while it is down. Look at its log.",
  },
  {
    name: "BackupFails",
    expr: "increase(campfire_backup_failures_total[1h]) >= 2",
    for: "1m",
    severity: "ticket",
    summary: "{{ $value }} times within an hour a {{ $labels.operation }} failed",
    description: "Its log says why: no room, no way to the database, or a backup that can't be restored.",
  },
  {
    name: "BackupShrank",
    expr: "campfire_backup_size_bytes < 0.5 * max_over_time(campfire_backup_size_bytes[1d])",
    for: "5m",
    severity: "ticket",
    summary: "The newest backup holds less than half of what another held within a day",
    description: "Somebody deleted a lot, or something is missing in the backup. Look before the older ones are gone.",
  },
  {
    name: "BackupsFull",
    expr: "campfire_backup_free_bytes / campfire_backup_disk_bytes < 0.1",
    for: "5m",
    severity: "ticket",
    summary: "{{ $value | humanizePercentage }} of the room for backups is left",
    description: "When none is left, no more are made. Make room, keep fewer, or make it larger.",
  },
];
