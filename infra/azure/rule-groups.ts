import * as alertsmanagement from "@pulumi/azure-native/alertsmanagement/index.js";
import type { alertsmanagement as inputs } from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Alert, Severity } from "../../alerts/alert.ts";
import { runbookOf } from "../../alerts/prometheus.ts";

/** Azure takes no more rules in one group. Source: learn.microsoft.com, Azure Monitor, "Prometheus rule groups", limits. */
export const rulesInAGroup = 20;

/** Azure's severities go from 0, critical, to 4, verbose. */
export const severities: Record<Severity, number> = { page: 1, ticket: 3 };

const units = { s: "S", m: "M", h: "H" } as const;

/** A Prometheus duration as ISO 8601 has it: "5m" is "PT5M". Throws on what is none. */
export function isoDuration(duration: string): string {
  const parts = [...duration.matchAll(/(\d+)([smh])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`"${duration}" is no duration of seconds, minutes and hours, as "1h30m"`);
  }
  return `PT${parts.map(([, count, unit]) => `${count}${units[unit as keyof typeof units]}`).join("")}`;
}

/** An alert as Azure's managed Prometheus takes it. It resolves by itself once the expression returns nothing. */
export const ruleOf = (alert: Alert, actionGroupIds: readonly pulumi.Output<string>[]): inputs.PrometheusRuleArgs => ({
  alert: alert.name,
  expression: alert.expr,
  for: isoDuration(alert.for),
  severity: severities[alert.severity],
  labels: { severity: alert.severity },
  annotations: { summary: alert.summary, description: alert.description, runbook_url: runbookOf(alert) },
  actions: actionGroupIds.map((actionGroupId) => ({ actionGroupId })),
  resolveConfiguration: { autoResolved: true, timeToResolve: "PT10M" },
  enabled: true,
});

interface Needs {
  resourceGroupName: pulumi.Output<string>;
  workspaceId: pulumi.Output<string>;
  actionGroupIds: readonly pulumi.Output<string>[];
  tags: Record<string, string>;
}

/** Alert rules, evaluated every minute beside the metrics. */
export function ruleGroups(alerts: readonly Alert[], needs: Needs, parent: pulumi.Resource): void {
  const { resourceGroupName, workspaceId, actionGroupIds, tags } = needs;
  for (let first = 0; first < alerts.length; first += rulesInAGroup) {
    new alertsmanagement.PrometheusRuleGroup(
      `campfire-${first / rulesInAGroup + 1}`,
      {
        resourceGroupName,
        scopes: [workspaceId],
        interval: "PT1M",
        enabled: true,
        rules: alerts.slice(first, first + rulesInAGroup).map((alert) => ruleOf(alert, actionGroupIds)),
        tags,
      },
      { parent },
    );
  }
}
