import * as amp from "@pulumi/aws/amp/index.js";
import type * as sns from "@pulumi/aws/sns/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Alert } from "../../alerts/alert.ts";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import type { Spec } from "../contract.ts";
import { regionOf, tagsOf } from "./names.ts";

interface Needs {
  topic: sns.Topic;
  backupEveryMinutes: number;
  parent: pulumi.Resource;
}

/** Managed Prometheus with the rules of alerts/ and an Alertmanager that sends to the topic. Its storage is AWS's own (pitfall 5). */
export function prometheus(spec: Spec, { topic, backupEveryMinutes, parent }: Needs): amp.Workspace {
  const tags = tagsOf(spec, "monitoring");
  const workspace = new amp.Workspace("metrics", { alias: `${spec.project}-${spec.stack}`, tags }, { parent });
  const alerts = alertsFor({ size: spec.size, replicas: spec.replicas, backupEveryMinutes });
  new amp.RuleGroupNamespace(
    "campfire",
    { workspaceId: workspace.id, name: "campfire", data: rulesOf(alerts), tags },
    { parent },
  );
  new amp.AlertManagerDefinition(
    "alerts",
    {
      workspaceId: workspace.id,
      definition: topic.arn.apply((topicArn) => alertmanager(topicArn, regionOf())),
    },
    { parent },
  );
  return workspace;
}

/** Without `keep_firing_for`, which AWS does not list among what its rules may hold. */
export const rulesOf = (alerts: readonly Alert[]) => prometheusRules(alerts, { outlasts: false });

/** What managed Prometheus takes as its Alertmanager's configuration: that file as a text inside another. SNS is all it can send to. */
export const alertmanager = (topicArn: string, region: string) =>
  stringify({
    alertmanager_config: stringify({
      route: {
        receiver: "topic",
        group_by: ["alertname"],
        group_wait: "30s",
        group_interval: "5m",
        repeat_interval: "4h",
        routes: [{ receiver: "topic", matchers: ['severity="page"'], group_wait: "0s", repeat_interval: "1h" }],
      },
      inhibit_rules: [
        // When nobody can chat, nobody has to hear which replicas are down.
        { source_matchers: ['alertname="ChatDown"'], target_matchers: ['alertname=~"Replica.*"'] },
      ],
      receivers: [
        {
          name: "topic",
          sns_configs: [
            {
              topic_arn: topicArn,
              sigv4: { region },
              send_resolved: true,
              subject: "{{ .Status | toUpper }}: {{ .CommonLabels.alertname }}",
              message: messageTemplate,
            },
          ],
        },
      ],
    }),
  });

const messageTemplate = `{{ range .Alerts }}{{ .Annotations.summary }}
{{ .Annotations.description }}
Runbook: {{ .Annotations.runbook_url }}

{{ end }}`;
