import type { Alert, AlertContext } from "./alert.ts";

/** Every alert, with the thresholds of the stack's size (the scaling guide's table, infra/presets.ts). */
export const alertsFor = ({ size, replicas, backupEveryMinutes }: AlertContext): Alert[] => [
  {
    name: "ReplicaDown",
    expr: 'up{job="campfire"} == 0',
    for: "2m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} does not answer",
    description: "One replica is down or can't be scraped; the others serve. Look at its log first.",
  },
  {
    name: "ChatDown",
    expr: 'sum(up{job="campfire"}) == 0 or absent(up{job="campfire"})',
    for: "1m",
    severity: "page",
    summary: "No replica of the chat answers",
    description: "Nobody can chat. Look at the replicas' logs and at the database.",
  },
  {
    name: "ReplicaMissing",
    expr: `sum(up{job="campfire"}) < ${replicas}`,
    for: "15m",
    severity: "ticket",
    summary: `Fewer than ${replicas} replicas run`,
    description: "The stack works with less in reserve than it was given: the next failure may be an outage.",
  },
  {
    name: "ErrorRateHigh",
    expr: `sum(rate(campfire_http_requests_total{status="5xx"}[5m])) / sum(rate(campfire_http_requests_total[5m])) > ${round(1 - size.targets.availability)}`,
    for: "5m",
    severity: "page",
    summary: "{{ $value | humanizePercentage }} of the requests fail",
    description: `More requests fail than the target of ${size.targets.availability * 100} % allows. Look at the routes and at the database.`,
  },
  {
    name: "ResponsesSlow",
    expr: `histogram_quantile(0.95, sum by (le) (rate(campfire_http_request_duration_seconds_bucket[5m]))) > ${size.targets.responseSeconds}`,
    for: "10m",
    severity: "ticket",
    summary: "A request in twenty takes more than {{ $value | humanizeDuration }}",
    description: "People wait. Look at the event loop, the database's query times and its pool.",
  },
  {
    name: "ConnectionsNearLimit",
    expr: `sum(campfire_websocket_connections_active) > ${size.thresholds.connections}`,
    for: "10m",
    severity: "ticket",
    summary: "{{ $value }} people are connected",
    description: "More than the stack's size is meant for: choose the next size before it gets slow.",
  },
  {
    name: "MemoryHigh",
    expr: `campfire_process_resident_memory_bytes{job="campfire"} > ${Math.round(size.app.memoryMiB * size.thresholds.memory)} * 1024 * 1024`,
    for: "10m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} uses {{ $value | humanize1024 }}B of memory",
    description: "It is near its limit, at which it is ended. Look for a leak, or choose the next size.",
  },
  {
    name: "CpuHigh",
    expr: `rate(campfire_process_cpu_seconds_total{job="campfire"}[5m]) > ${round(size.app.cpu * size.thresholds.cpu)}`,
    for: "10m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} is busy",
    description: "It uses most of the processor time it was given. Add replicas, or choose the next size.",
  },
  {
    name: "DatabasePoolExhausted",
    expr: 'campfire_database_connections{state="waited_for"} > 0',
    for: "2m",
    severity: "page",
    summary: "Requests of {{ $labels.instance }} wait for a database connection",
    description: "All connections of the replica are in use. Look for slow statements in the database's log.",
  },
  {
    name: "BackupOld",
    expr: `time() - campfire_backup_last_success_timestamp_seconds > ${backupEveryMinutes * 60 * 3}`,
    for: "1m",
    severity: "page",
    summary: "The last backup is {{ $value | humanizeDuration }} old",
    description: "More could be lost now than was promised. Look at the log of the backups.",
  },
  {
    name: "BackupUnproven",
    expr: "time() - campfire_backup_last_verified_timestamp_seconds > 2 * 24 * 3600",
    for: "1m",
    severity: "ticket",
    summary: "No backup was restored for {{ $value | humanizeDuration }}",
    description: "A backup that was never restored is a hope. Look at the log of the backups.",
  },
];

/** Without the noise of binary fractions: 1 - 0.99 is 0.01. */
const round = (value: number) => Number(value.toFixed(6));
