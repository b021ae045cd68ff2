import * as amp from "@pulumi/aws/amp/index.js";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Alert } from "../../alerts/alert.ts";
import { alertmanagerWith, type RouteName, texts } from "../../alerts/alertmanager.ts";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import { watchedOn } from "../watched.ts";
import type { AlertTopics } from "./alert-topic.ts";
import { regionOf, tagsOf } from "./names.ts";

interface Needs {
  topics: AlertTopics;
  backupEveryMinutes: number;
  parent: pulumi.Resource;
}

/** Managed Prometheus with the rules of alerts/ and an Alertmanager that sends to the topics. Its storage is AWS's own (pitfall 5). */
export function prometheus(spec: Spec, { topics, backupEveryMinutes, parent }: Needs): amp.Workspace {
  const tags = tagsOf(spec, "monitoring");
  const workspace = new amp.Workspace("metrics", { alias: `${spec.project}-${spec.stack}`, tags }, { parent });
  const data = rulesOf(spec, alertsOf(spec, backupEveryMinutes));
  new amp.RuleGroupNamespace("campfire", { workspaceId: workspace.id, name: "campfire", data, tags }, { parent });
  const { page, ticket, heartbeat } = topics;
  new amp.AlertManagerDefinition(
    "alerts",
    {
      workspaceId: workspace.id,
      definition: pulumi
        .all({ page: page.arn, ticket: ticket.arn, heartbeat: heartbeat.arn })
        .apply((arns) => alertmanager(arns, regionOf())),
    },
    { parent },
  );
  return workspace;
}

/** Backups are tasks, gone before anybody could ask them: CloudWatch alarms look for what they logged (alarms.ts). */
export const measuredInLogs = ["BackupOld", "BackupUnproven"];

/** The alerts that managed Prometheus can tell. */
export const alertsOf = ({ size, replicas }: Spec, backupEveryMinutes: number): Alert[] =>
  alertsFor({ size, replicas, backupEveryMinutes, sources: watchedOn.aws }).filter(
    ({ name }) => !measuredInLogs.includes(name),
  );

/** Without `keep_firing_for`, which AWS does not list among what its rules may hold. */
export const rulesOf = ({ settings }: Spec, alerts: readonly Alert[]) =>
  prometheusRules(alerts, { outlasts: false, runbooks: runbooksOf(settings) });

/**
 * What managed Prometheus takes as its Alertmanager's configuration: that file as a text inside another. SNS is all it can send to, so each
 * route leads to a topic.
 */
export const alertmanager = (topics: Record<RouteName, string>, region: string) =>
  stringify({
    alertmanager_config: stringify(
      alertmanagerWith(
        (["page", "ticket", "heartbeat"] as const).map((name) => ({
          name,
          sns_configs: [
            {
              topic_arn: topics[name],
              sigv4: { region },
              send_resolved: name !== "heartbeat",
              subject: texts.title,
              message: texts.body,
            },
          ],
        })),
      ),
      { lineWidth: 0 },
    ),
  });
