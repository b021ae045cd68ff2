import * as monitor from "@pulumi/azure-native/monitor/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Alert } from "../../alerts/alert.ts";
import { runbookOf } from "../../alerts/prometheus.ts";
import { containers } from "./backup-scripts.ts";
import { routeOf, severities, type Telling } from "./rule-groups.ts";

/** The alerts on backups. A job lives too shortly to be scraped, so they are looked for where a backup arrives: in the account's own log. */
export const measuredInLogs = ["BackupOld", "BackupUnproven"] as const;

/** What was written into the backup account, the marks of restore tests apart from the backups. */
const written = (marks: boolean) =>
  [
    "StorageBlobLogs",
    'where OperationName in ("PutBlob", "PutBlockList") and StatusCode == 201',
    `where ObjectKey ${marks ? "has" : "!has"} "/${containers.proofs}/"`,
  ].join("\n| ");

interface Absence {
  query: string;
  /** Within which something must have been written. Azure looks back two days at most. */
  window: string;
  every: string;
}

/** What must not be absent, by the alert that says so. */
export const absences = (everyMinutes: number): Record<(typeof measuredInLogs)[number], Absence> => ({
  BackupOld: { query: written(false), window: windowOf(3 * everyMinutes), every: "PT5M" },
  BackupUnproven: { query: written(true), window: "P2D", every: "PT1H" },
});

/** Windows that Azure offers, in minutes. Source: learn.microsoft.com, Azure Monitor, "Log search alert rules". */
const windows = [5, 10, 15, 30, 45, 60, 120] as const;

/** The smallest window of at least so many minutes. */
export const windowOf = (minutes: number) => `PT${windows.find((window) => window >= minutes) ?? windows.at(-1)}M`;

interface Needs extends Telling {
  resourceGroupName: pulumi.Output<string>;
  workspaceId: pulumi.Output<string>;
  everyMinutes: number;
  tags: Record<string, string>;
  dependsOn: pulumi.Resource[];
}

/** One rule for each of `alerts` that is measured in logs: it fires when nothing was written in time. */
export function logAlerts(alerts: readonly Alert[], needs: Needs, parent: pulumi.Resource): void {
  const { resourceGroupName, workspaceId, actionGroups, runbooks, everyMinutes, tags, dependsOn } = needs;
  for (const name of measuredInLogs) {
    const alert = alerts.find((one) => one.name === name);
    if (!alert) throw new Error(`alerts/rules.ts has no alert ${name}`);
    const { query, window, every } = absences(everyMinutes)[name];
    new monitor.ScheduledQueryRule(
      name,
      {
        resourceGroupName,
        kind: "LogAlert",
        displayName: name,
        description: alert.description,
        severity: severities[alert.severity],
        scopes: [workspaceId],
        evaluationFrequency: every,
        windowSize: window,
        criteria: { allOf: [{ query, timeAggregation: "Count", operator: "LessThan", threshold: 1 }] },
        actions: {
          actionGroups: actionGroups[routeOf(alert)],
          customProperties: {
            severity: alert.severity,
            summary: alert.summary,
            runbook_url: runbookOf(alert, runbooks),
          },
        },
        autoMitigate: true,
        // The table comes into being with its first line.
        skipQueryValidation: true,
        enabled: true,
        tags,
      },
      { parent, dependsOn },
    );
  }
}
