import type * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as monitoring from "@pulumi/gcp/monitoring/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Alert } from "../../alerts/alert.ts";
import { repeats } from "../../alerts/alertmanager.ts";
import { heldBack } from "../../alerts/held-back.ts";
import { runbookOf } from "../../alerts/prometheus.ts";
import { ingress } from "../../alerts/rules/ingress.ts";
import { watchdog } from "../../alerts/rules/watching.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import { scoped } from "../promql.ts";
import { watchedOn } from "../watched.ts";
import type { GcpBackups } from "./backups.ts";
import type { GcpCache } from "./cache.ts";
import type { GcpDatabase } from "./database.ts";
import { nameOf } from "./names.ts";
import { type Channels, notificationChannels } from "./notification-channels.ts";
import { labels, projectId } from "./project.ts";
import { gcpSize } from "./sizing.ts";
import { ingressCheck, noAnswer } from "./uptime.ts";

interface Needs {
  database: GcpDatabase;
  cache: GcpCache;
  backups: GcpBackups;
}

interface GcpAlert extends Omit<Alert, "expr"> {
  expr: pulumi.Input<string>;
  /** What to do about it, where a page says so. */
  runbook?: string;
}

/** The alerts of alerts/ and those of Google's own metrics, as alert policies that evaluate PromQL, and who is told. */
export function alertPolicies(spec: Spec, needs: Needs, parent: pulumi.Resource): void {
  const channels = notificationChannels(spec, parent);
  for (const alert of allAlerts(spec, needs)) policy(spec, { alert, condition: promql(alert), channels }, parent);
  const check = ingressCheck(spec, parent);
  for (const alert of ingress()) {
    const condition = noAnswer(check, { ...alert, for: `${seconds(alert.for)}s` });
    policy(
      spec,
      { alert: { ...alert, runbook: runbookOf(alert, runbooksOf(spec.settings)) }, condition, channels },
      parent,
    );
  }
}

function allAlerts(spec: Spec, needs: Needs): GcpAlert[] {
  const ofJobs = jobExpressions(needs);
  return [
    ...alertsOf(spec, needs.backups.everyMinutes).map((alert) => ({
      ...alert,
      expr: ofJobs[alert.name] ?? alert.expr,
      runbook: runbookOf(alert, runbooksOf(spec.settings)),
    })),
    ...managedServices(needs),
  ];
}

/** The alerts of alerts/ as they are evaluated here: over the series of this stack only, which the collector names by its service. */
export const alertsOf = (spec: Spec, backupEveryMinutes: number): Alert[] =>
  heldBack(
    alertsFor({
      // What an instance has here, which is more than a small one asks for.
      size: { ...spec.size, app: gcpSize(spec).app },
      replicas: spec.replicas,
      backupEveryMinutes,
      // With nobody to hear it, it would show as a trouble that never ends.
      sources: spec.settings.alertHeartbeatUrl === "" ? [] : watchedOn.gcp,
    }),
  ).map((alert) => ({ ...alert, expr: scoped(alert.expr, { namespace: nameOf(spec) }) }));

/** A job is gone before anything could read its metrics: for backups Cloud Run's own count of executions says the same. */
function jobExpressions({ backups }: Needs): Record<string, pulumi.Output<string>> {
  const noneSucceeded = (job: cloudrun.Job, within: string) =>
    pulumi.interpolate`(sum(increase(run_googleapis_com:job_completed_execution_count{job_name="${job.name}",result="succeeded"}[${within}])) or vector(0)) < 1`;
  return {
    BackupOld: noneSucceeded(backups.jobs.backup, `${3 * backups.everyMinutes}m`),
    BackupUnproven: noneSucceeded(backups.jobs.verify, "48h"),
  };
}

/** What the app can't see of what Google runs for it. */
function managedServices({ database, cache }: Needs): GcpAlert[] {
  const ofDatabase = pulumi.interpolate`{database_id="${projectId()}:${database.instance.name}"}`;
  const ofCache = pulumi.interpolate`{instance_id="${cache.instance.id}"}`;
  return [
    {
      name: "DatabaseDiskFull",
      expr: pulumi.interpolate`cloudsql_googleapis_com:database_disk_utilization${ofDatabase} > 0.85`,
      for: "15m",
      severity: "ticket",
      summary: "The database's disk fills up",
      description: "It grows by itself, and is dearer each time. Look for a table that grows without need.",
    },
    {
      name: "DatabaseBusy",
      expr: pulumi.interpolate`cloudsql_googleapis_com:database_cpu_utilization${ofDatabase} > 0.9`,
      for: "15m",
      severity: "ticket",
      summary: "The database is busy",
      description: "Look at Query Insights for slow statements, or choose the next size.",
    },
    {
      name: "CacheFull",
      expr: pulumi.interpolate`redis_googleapis_com:stats_memory_usage_ratio${ofCache} > 0.9`,
      for: "15m",
      severity: "ticket",
      summary: "Redis is nearly full",
      description: "It then forgets the oldest of what may be forgotten. Choose the next size.",
    },
  ];
}

const severities = { page: "CRITICAL", ticket: "WARNING" } as const;

/** Google reminds of what is still so every half hour at most. */
const oftenest = 1800;

const promql = (alert: GcpAlert) => ({
  displayName: alert.name,
  conditionPrometheusQueryLanguage: {
    query: alert.expr,
    duration: `${seconds(alert.for)}s`,
    evaluationInterval: "30s",
    alertRule: alert.name,
    ruleGroup: "campfire",
    labels: { severity: alert.severity },
    // The series come with the first instance, which comes after this.
    disableMetricValidation: true,
  },
});

interface Policy {
  alert: Omit<GcpAlert, "expr">;
  condition: ReturnType<typeof promql> | ReturnType<typeof noAnswer>;
  channels: Channels;
}

function policy(spec: Spec, { alert, condition, channels }: Policy, parent: pulumi.Resource): void {
  const route = alert.name === watchdog ? "heartbeat" : alert.severity;
  const told = channels[route];
  const again = `${Math.max(oftenest, seconds(repeats[route]))}s`;
  new monitoring.AlertPolicy(
    `alert-${alert.name}`,
    {
      displayName: `${spec.project} ${spec.stack}: ${alert.name}`,
      combiner: "OR",
      severity: severities[alert.severity],
      conditions: [condition],
      notificationChannels: told,
      documentation: {
        mimeType: "text/markdown",
        subject: `${spec.project} ${spec.stack}: ${googleText(alert.summary)}`,
        content: alert.runbook ? `${alert.description}\n\nRunbook: ${alert.runbook}` : alert.description,
      },
      alertStrategy: {
        autoClose: "1800s",
        ...(told.length > 0 && {
          notificationChannelStrategies: [{ notificationChannelNames: told, renotifyInterval: again }],
        }),
      },
      userLabels: { ...labels(spec, "monitoring"), severity: alert.severity },
    },
    { parent },
  );
}

/** A text with Prometheus' templates as Google fills it in: labels by its own variables. A value there is none for, so it says "…". */
export const googleText = (text: string): string =>
  text
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) =>
      ["$", `{metric_or_resource.labels.${label}}`].join(""),
    )
    .replaceAll(/\{\{ \$value[^}]*\}\}/g, "…");

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Prometheus' durations, as "5m" or "1h30m", in seconds. */
export function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhd])/g)];
  if (parts.map(([text]) => text).join("") !== duration) throw new Error(`"${duration}" is no duration`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit!]!, 0);
}
