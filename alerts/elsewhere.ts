import type { PlatformName } from "../infra/platform-names.ts";

/** How a platform does without an alert as alerts/rules.ts has it. */
export interface Elsewhere {
  /** `differently`: an alert of the same name, which finds out in another way. `instead`: there is none, and this is in its place. */
  kind: "differently" | "instead";
  by: string;
}

const differently = (by: string): Elsewhere => ({ kind: "differently", by });
const instead = (by: string): Elsewhere => ({ kind: "instead", by });

const jobs = "backups are jobs, gone before anything could scrape them";
const noMachine = "there is no machine of ours";
const cluster = (name: string) => instead(`\`${name}\` of kube-prometheus-stack, which watches what stacks share`);
const inClouds = (by: Elsewhere): Exceptions => ({ aws: by, gcp: by, azure: by });

type Exceptions = Partial<Record<PlatformName, Elsewhere>>;

/** What a platform can't hold, why, and what covers it. Everything that is not named here is everywhere, in the same words. */
export const elsewhere: Record<string, Exceptions> = {
  BackupOld: {
    aws: differently(`${jobs}: the alarm \`backup-old\` counts what they logged`),
    gcp: differently(`${jobs}: Cloud Run's own count of executions that succeeded`),
    azure: differently(`${jobs}: a log alert looks for what arrived in the backup account`),
  },
  BackupUnproven: {
    aws: differently(`${jobs}: the alarm \`backup-unproven\` counts what they logged`),
    gcp: differently(`${jobs}: Cloud Run's own count of executions that succeeded`),
    azure: differently(`${jobs}: a log alert looks for the marks of restore tests`),
  },
  BackupsDown: inClouds(instead(`${jobs}: when none succeeds, BackupOld tells`)),
  BackupFails: inClouds(instead(`${jobs}: when none succeeds, BackupOld and BackupUnproven tell`)),
  BackupShrank: inClouds(
    instead(`${jobs}, and nothing keeps their sizes: the restore test, and with it BackupUnproven`),
  ),
  BackupsFull: inClouds(instead("a bucket does not fill up")),
  HostDiskFull: {
    kubernetes: cluster("NodeFilesystemAlmostOutOfSpace"),
    aws: instead(`${noMachine}; the alarm \`database-storage\`, and DatabaseGrows`),
    gcp: instead(`${noMachine}; the policy DatabaseDiskFull, and DatabaseGrows`),
    azure: instead(`${noMachine}; the database's disk grows by itself, and DatabaseGrows tells`),
  },
  HostMemoryLow: {
    kubernetes: cluster("NodeMemoryHighUtilization"),
    ...inClouds(instead(`${noMachine}; MemoryHigh, replica by replica`)),
  },
  IngressDown: {
    kubernetes: cluster("KubeDeploymentReplicasMismatch"),
    aws: instead("the load balancer is AWS's; the alarms `errors-of-the-load-balancer` and `no-replica-is-healthy`"),
    gcp: differently("an uptime check at the chat's own address, from Google's regions around the world"),
    azure: instead("Front Door is Azure's to run; when no replica answers it, IngressErrors tells"),
  },
  IngressErrors: {
    docker: instead("Caddy counts requests in another way; the error budget's alerts, as the replicas see it"),
    kubernetes: instead("each gateway counts in its own way; the error budget's alerts, as the replicas see it"),
    aws: instead("the alarm `errors-of-the-load-balancer`"),
    gcp: instead("the error budget's alerts, as the replicas see it"),
    azure: differently("Front Door's own share of failed requests"),
  },
  Watchdog: {
    aws: differently(
      "it goes to a topic of its own, and the alarm `alerts-get-through` pages when nothing arrives there",
    ),
    gcp: differently("with alertHeartbeatUrl, which is called every half hour: Google reminds no sooner"),
    azure: differently("with alertHeartbeatUrl; it begins twice an hour, since Azure never repeats what goes on"),
  },
  TargetDown: {
    kubernetes: cluster("TargetDown"),
    ...inClouds(instead("only replicas are scraped, and of them ChatDown and ReplicaDown tell")),
  },
  RulesFail: {
    kubernetes: cluster("PrometheusRuleFailures"),
    ...inClouds(instead("the Watchdog, which is a rule too")),
  },
  NotificationsFail: {
    kubernetes: cluster("AlertmanagerFailedToSendAlerts"),
    aws: instead("the alarm `alerts-get-through`"),
    gcp: instead("the Watchdog"),
    azure: instead("the Watchdog"),
  },
  AlertmanagerMissing: {
    kubernetes: cluster("PrometheusNotConnectedToAlertmanagers"),
    aws: instead("the alarm `alerts-get-through`"),
    gcp: instead("the Watchdog"),
    azure: instead("the Watchdog"),
  },
};
