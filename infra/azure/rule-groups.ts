import * as alertsmanagement from "@pulumi/azure-native/alertsmanagement/index.js";
import type { alertsmanagement as inputs } from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Alert, Severity } from "../../alerts/alert.ts";
import type { RouteName } from "../../alerts/alertmanager.ts";
import { runbookOf } from "../../alerts/prometheus.ts";
import { watchdog } from "../../alerts/rules/watching.ts";
import type { ActionGroups } from "./action-groups.ts";

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
export const ruleOf = (alert: Alert, { actionGroups, runbooks }: Telling): inputs.PrometheusRuleArgs => ({
  alert: alert.name,
  expression: alert.expr,
  for: isoDuration(alert.for),
  severity: severities[alert.severity],
  labels: { severity: alert.severity },
  annotations: { summary: alert.summary, description: alert.description, runbook_url: runbookOf(alert, runbooks) },
  actions: actionGroups[routeOf(alert)].map((actionGroupId) => ({ actionGroupId })),
  resolveConfiguration: { autoResolved: true, timeToResolve: "PT10M" },
  enabled: true,
});

/** Azure tells when an alert begins and when it ends, and never in between: this watchdog begins twice an hour. */
export const azureWatchdog = "vector(time()) % 1800 < 900";

export const routeOf = ({ name, severity }: Alert): RouteName => (name === watchdog ? "heartbeat" : severity);

/** Whom an alert is told to, and where its runbook is. */
export interface Telling {
  actionGroups: ActionGroups;
  runbooks: string | undefined;
}

interface Needs extends Telling {
  resourceGroupName: pulumi.Output<string>;
  workspaceId: pulumi.Output<string>;
  tags: Record<string, string>;
}

/** Alert rules, evaluated every minute beside the metrics. */
export function ruleGroups(alerts: readonly Alert[], needs: Needs, parent: pulumi.Resource): void {
  const { resourceGroupName, workspaceId, tags } = needs;
  for (let first = 0; first < alerts.length; first += rulesInAGroup) {
    new alertsmanagement.PrometheusRuleGroup(
      `campfire-${first / rulesInAGroup + 1}`,
      {
        resourceGroupName,
        scopes: [workspaceId],
        interval: "PT1M",
        enabled: true,
        rules: alerts.slice(first, first + rulesInAGroup).map((alert) => ruleOf(alert, needs)),
        tags,
      },
      { parent },
    );
  }
}
