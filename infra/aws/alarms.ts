import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Severity } from "../../alerts/alert.ts";
import type { Spec } from "../contract.ts";
import type { AlertTopics } from "./alert-topic.ts";
import type { MonitoringNeeds } from "./monitoring.ts";
import { tagsOf } from "./names.ts";
import { said } from "./scripts.ts";

interface Needs extends MonitoringNeeds {
  topics: AlertTopics;
  parent: pulumi.Resource;
}

type Watch = Pick<
  cloudwatch.MetricAlarmArgs,
  | "namespace"
  | "metricName"
  | "dimensions"
  | "statistic"
  | "comparisonOperator"
  | "threshold"
  | "period"
  | "evaluationPeriods"
> & { severity: Severity; alarmDescription: string; treatMissingData?: "breaching" | "notBreaching" };

/** What Prometheus can't see: the parts that AWS runs for us, and tasks that are gone before anybody could ask them. */
export function alarms(spec: Spec, { topics, database, cache, ingress, backups, parent }: Needs): void {
  const tags = tagsOf(spec, "monitoring");
  const watch = (name: string, { severity, treatMissingData = "notBreaching", ...alarm }: Watch) => {
    const actions = [topics[severity].arn];
    const more = { treatMissingData, alarmActions: actions, okActions: actions, tags };
    new cloudwatch.MetricAlarm(name, { ...alarm, ...more }, { parent });
  };
  const minutes = (count: number, evaluationPeriods = 1) => ({ period: count * 60, evaluationPeriods });
  const more = { comparisonOperator: "GreaterThanThreshold" };
  const less = { comparisonOperator: "LessThanThreshold" };

  const balancer = { namespace: "AWS/ApplicationELB", dimensions: { LoadBalancer: ingress.front.metricName } };
  watch("errors-of-the-load-balancer", {
    severity: "page",
    ...balancer,
    ...more,
    ...minutes(5),
    metricName: "HTTPCode_ELB_5XX_Count",
    statistic: "Sum",
    threshold: 10,
    alarmDescription: "The load balancer answers for replicas that don't: look at whether they are healthy.",
  });
  watch("no-replica-is-healthy", {
    severity: "page",
    ...balancer,
    ...less,
    ...minutes(1, 2),
    dimensions: { ...balancer.dimensions, TargetGroup: ingress.front.targetsMetricName },
    metricName: "HealthyHostCount",
    // Of the zones: none of them sees any.
    statistic: "Maximum",
    threshold: 1,
    treatMissingData: "breaching",
    alarmDescription: "Nobody can chat. Look at the replicas' logs and at the database.",
  });

  const server = { namespace: "AWS/RDS", dimensions: { DBInstanceIdentifier: database.identifier } };
  watch("database-storage", {
    severity: "ticket",
    ...server,
    ...less,
    ...minutes(5, 3),
    metricName: "FreeStorageSpace",
    statistic: "Minimum",
    threshold: spec.size.database.storageGiB * 1024 ** 3 * 0.1,
    alarmDescription: "Less than a tenth of the database's first storage is free, and it has not grown by itself.",
  });
  watch("database-cpu", {
    severity: "ticket",
    ...server,
    ...more,
    ...minutes(5, 3),
    metricName: "CPUUtilization",
    statistic: "Average",
    threshold: spec.size.thresholds.cpu * 100,
    alarmDescription: "The database is busy: look at its load by statement, or choose the next size.",
  });
  watch("cache-memory", {
    severity: "ticket",
    namespace: "AWS/ElastiCache",
    dimensions: { CacheClusterId: cache.firstNode },
    ...more,
    ...minutes(5, 3),
    metricName: "DatabaseMemoryUsagePercentage",
    statistic: "Maximum",
    threshold: spec.size.thresholds.memory * 100,
    alarmDescription: "The cache is nearly full, and will forget sessions and limits: choose the next size.",
  });

  // A backup is too old after three times its interval, as in alerts/; a restore test after two days.
  const counted = (name: string, event: string, logGroupName: pulumi.Output<string>) => {
    const namespace = `${spec.project}/${spec.stack}`;
    new cloudwatch.LogMetricFilter(
      name,
      {
        logGroupName,
        pattern: `{ $.event = "${event}" }`,
        metricTransformation: { namespace, name: event, value: "1" },
      },
      { parent },
    );
    return {
      namespace,
      metricName: event,
      ...less,
      statistic: "Sum",
      threshold: 1,
      treatMissingData: "breaching",
    } as const;
  };
  watch("backup-old", {
    severity: "page",
    ...counted("backup-stored", said.backupStored, backups.logs.backup),
    ...minutes(backups.everyMinutes * 3),
    alarmDescription: "More could be lost now than was promised. Look at the log of the task backup.",
  });
  watch("backup-unproven", {
    severity: "ticket",
    ...counted("restore-test-passed", said.restoreTestPassed, backups.logs.restoreTest),
    ...minutes(24 * 60, 2),
    alarmDescription: "No backup was restored for two days. Look at the log of the task restore-test.",
  });
  watch("alerts-get-through", {
    namespace: "AWS/SNS",
    dimensions: { TopicName: topics.heartbeat.name },
    metricName: "NumberOfMessagesPublished",
    statistic: "Sum",
    ...less,
    threshold: 1,
    // The watchdog is told every five minutes.
    ...minutes(5, 3),
    treatMissingData: "breaching",
    severity: "page",
    alarmDescription:
      "Managed Prometheus no longer tells of its watchdog, and so of no other alert. Look at the rules and the alert manager of its workspace.",
  });
}
