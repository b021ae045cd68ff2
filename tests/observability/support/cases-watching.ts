import type { AlertCase, Story } from "./case.ts";

const of = (job: string, metric: string, course: Story[string], more = ""): Story => ({
  [`${metric}{job="${job}",instance="${job}"${more}}`]: course,
});
const requests = (failedPerMinute: number): Story => ({
  ...of("ingress", "campfire_ingress_request_duration_seconds_count", { perMinute: 100 }, ',class="api",status="200"'),
  ...of(
    "ingress",
    "campfire_ingress_request_duration_seconds_count",
    { perMinute: failedPerMinute },
    ',class="api",status="503"',
  ),
  // What load balancers ask is nobody's trouble.
  ...of(
    "ingress",
    "campfire_ingress_request_duration_seconds_count",
    { perMinute: 60 },
    ',class="health",status="503"',
  ),
});
const shrunk = { job: "backups", instance: "backups" };
const disk = (free: number): Story => ({
  ...of("host", "node_filesystem_avail_bytes", free, ',fstype="ext4",mountpoint="/"'),
  ...of("host", "node_filesystem_size_bytes", 100, ',fstype="ext4",mountpoint="/"'),
  ...of("host", "node_filesystem_avail_bytes", 0, ',fstype="tmpfs",mountpoint="/run"'),
  ...of("host", "node_filesystem_size_bytes", 100, ',fstype="tmpfs",mountpoint="/run"'),
});
const memory = (free: number): Story => ({
  ...of("host", "node_memory_MemAvailable_bytes", free),
  ...of("host", "node_memory_MemTotal_bytes", 100),
});
const room = (free: number): Story => ({
  ...of("backups", "campfire_backup_free_bytes", free),
  ...of("backups", "campfire_backup_disk_bytes", 100),
});
const notifications = (failedPerMinute: number): Story => ({
  ...of("alertmanager", "alertmanager_notifications_total", { perMinute: 10 }, ',integration="slack"'),
  ...of(
    "alertmanager",
    "alertmanager_notifications_failed_total",
    { perMinute: failedPerMinute },
    ',integration="slack"',
  ),
});
const discovered = (count: number): Story =>
  of("prometheus", "prometheus_notifications_alertmanagers_discovered", count);

/** What is around the replicas: ingress, the process of the backups, the machine, the watchers themselves. */
export const watchingCases: Record<string, AlertCase> = {
  IngressDown: {
    fires: of("ingress", "up", 0),
    silent: of("ingress", "up", 1),
    after: 2,
    labels: { job: "ingress", instance: "ingress" },
  },
  IngressErrors: { fires: requests(8), silent: requests(4), after: 12 },
  BackupsDown: { fires: of("backups", "up", 0), silent: of("backups", "up", 1), after: 11, labels: shrunk },
  BackupFails: {
    fires: of("backups", "campfire_backup_failures_total", { perMinute: 0.1 }, ',operation="verify"'),
    silent: of("backups", "campfire_backup_failures_total", { perMinute: 0.02 }, ',operation="verify"'),
    after: 62,
    labels: { ...shrunk, operation: "verify" },
  },
  BackupShrank: {
    fires: of("backups", "campfire_backup_size_bytes", { from: 100_000, perMinute: -1000 }),
    silent: of("backups", "campfire_backup_size_bytes", { from: 100_000, perMinute: -600 }),
    after: 62,
    labels: shrunk,
  },
  BackupsFull: { fires: room(9), silent: room(11), after: 6, labels: shrunk },
  HostDiskFull: {
    fires: disk(9),
    silent: disk(11),
    after: 6,
    labels: { job: "host", instance: "host", fstype: "ext4", mountpoint: "/" },
  },
  HostMemoryLow: { fires: memory(9), silent: memory(11), after: 11, labels: { job: "host", instance: "host" } },
  TargetDown: {
    fires: of("host", "up", 0),
    silent: of("host", "up", 1),
    after: 11,
    labels: { job: "host", instance: "host" },
  },
  RulesFail: {
    fires: of("prometheus", "prometheus_rule_evaluation_failures_total", { perMinute: 1 }, ',rule_group="campfire"'),
    silent: of("prometheus", "prometheus_rule_evaluation_failures_total", 5, ',rule_group="campfire"'),
    after: 13,
    labels: { job: "prometheus", instance: "prometheus", rule_group: "campfire" },
  },
  NotificationsFail: {
    fires: notifications(2),
    silent: notifications(0.5),
    after: 13,
    labels: { integration: "slack" },
  },
  AlertmanagerMissing: {
    fires: discovered(0),
    silent: discovered(1),
    after: 11,
    labels: { job: "prometheus", instance: "prometheus" },
  },
};
