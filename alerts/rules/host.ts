import type { Alert, AlertContext } from "../alert.ts";

/** Not a disk of their own, or nothing that fills. */
const DISKS = '{job="host",fstype!~"tmpfs|overlay|squashfs|ramfs|devtmpfs"}';

/** The machine under a stack that runs on one. */
export const host = (_context: AlertContext): Alert[] => [
  {
    name: "HostDiskFull",
    expr: `node_filesystem_avail_bytes${DISKS} / node_filesystem_size_bytes${DISKS} < 0.1`,
    for: "5m",
    severity: "page",
    summary: "{{ $value | humanizePercentage }} of {{ $labels.mountpoint }} is left",
    description: "A full disk stops the database. Make room: old logs, old backups, old images.",
  },
  {
    name: "HostMemoryLow",
    expr: 'node_memory_MemAvailable_bytes{job="host"} / node_memory_MemTotal_bytes{job="host"} < 0.1',
    for: "10m",
    severity: "ticket",
    summary: "{{ $value | humanizePercentage }} of the machine's memory is left",
    description: "Soon the system ends the largest process, which may be the database. Look at what takes it.",
  },
];
