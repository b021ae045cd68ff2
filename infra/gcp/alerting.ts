import type * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as monitoring from "@pulumi/gcp/monitoring/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Alert } from "../../alerts/alert.ts";
import { runbookOf } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import type { Spec } from "../contract.ts";
import type { GcpBackups } from "./backups.ts";
import type { GcpCache } from "./cache.ts";
import type { GcpDatabase } from "./database.ts";
import { nameOf } from "./names.ts";
import { labels, projectId } from "./project.ts";
import { scoped } from "./promql.ts";
import { gcpSize } from "./sizing.ts";

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
  const { alertEmail } = spec.settings;
  const channels = alertEmail === "" ? [] : [emailChannel(spec, alertEmail, parent).name];
  for (const alert of allAlerts(spec, needs)) policy(spec, alert, channels, parent);
}

function emailChannel(spec: Spec, address: string, parent: pulumi.Resource): monitoring.NotificationChannel {
  return new monitoring.NotificationChannel(
    "operators",
    {
      type: "email",
      displayName: `Operators of ${spec.project} ${spec.stack}`,
      labels: { email_address: address },
      userLabels: labels(spec, "monitoring"),
    },
    { parent },
  );
}

function allAlerts(spec: Spec, needs: Needs): GcpAlert[] {
  const { backups } = needs;
  const shared = alertsFor({
    // What an instance has here, which is more than a small one asks for.
    size: { ...spec.size, app: gcpSize(spec).app },
    replicas: spec.replicas,
    backupEveryMinutes: backups.everyMinutes,
  });
  const ofJobs = jobExpressions(needs);
  return [
    ...shared.map((alert) => ({
      ...alert,
      expr: ofJobs[alert.name] ?? seriesOf(spec, alert.expr),
      runbook: runbookOf(alert),
    })),
    ...managedServices(needs),
  ];
}

/** The collector names the series of a service by it (collector.ts). */
const seriesOf = (spec: Spec, expression: string) => scoped(expression, { namespace: nameOf(spec) });

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

function policy(spec: Spec, alert: GcpAlert, channels: pulumi.Output<string>[], parent: pulumi.Resource): void {
  new monitoring.AlertPolicy(
    `alert-${alert.name}`,
    {
      displayName: `${spec.project} ${spec.stack}: ${alert.name}`,
      combiner: "OR",
      severity: severities[alert.severity],
      conditions: [
        {
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
        },
      ],
      notificationChannels: channels,
      documentation: {
        mimeType: "text/markdown",
        content: alert.runbook ? `${alert.description}\n\nRunbook: ${alert.runbook}` : alert.description,
      },
      alertStrategy: { autoClose: "1800s" },
      userLabels: { ...labels(spec, "monitoring"), severity: alert.severity },
    },
    { parent },
  );
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Prometheus' durations, as "5m" or "1h30m", in seconds. */
export function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhd])/g)];
  if (parts.map(([text]) => text).join("") !== duration) throw new Error(`"${duration}" is no duration`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit!]!, 0);
}
