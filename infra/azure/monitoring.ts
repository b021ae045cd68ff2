import * as pulumi from "@pulumi/pulumi";
import type { Alert } from "../../alerts/alert.ts";
import { heldBack } from "../../alerts/held-back.ts";
import { watchdog } from "../../alerts/rules/watching.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { runbooksOf } from "../alerting.ts";
import { componentOf } from "../component.ts";
import type { Monitoring, Spec } from "../contract.ts";
import { watchedOn } from "../watched.ts";
import { tellPeople } from "./action-groups.ts";
import type { AzureBackups } from "./backups.ts";
import { portalDashboards } from "./dashboards.ts";
import type { AzureDatabase } from "./database.ts";
import { frontDoorAlert } from "./front-door-alert.ts";
import { grafana } from "./grafana.ts";
import type { AzureIngress } from "./ingress.ts";
import { logAlerts, measuredInLogs } from "./log-alerts.ts";
import { errorsQuery, logs, logsLink } from "./logs.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { azureWatchdog, ruleGroups } from "./rule-groups.ts";
import type { AzureSecrets } from "./secrets.ts";
import type { AzureService } from "./service.ts";

interface Needs {
  network: AzureNetwork;
  secrets: AzureSecrets;
  database: AzureDatabase;
  service: AzureService;
  ingress: AzureIngress;
  backups: AzureBackups;
}

/** Logs, alerts and dashboards. The metrics themselves come with the replicas (metrics.ts). */
export function monitoring(spec: Spec, needs: Needs): Monitoring {
  const { network, secrets, database, service, ingress, backups } = needs;
  const parent = componentOf("azure", "monitoring");
  const tags = tagsOf(spec, "monitoring");
  const resourceGroupName = network.group;
  const { workspaceId: metricsWorkspaceId } = service.metrics;
  const borrowed = spec.settings.networkStack !== "";

  const collected = logs(
    spec,
    {
      resourceGroupName,
      sources: {
        // A borrowed environment has one log for all of its stacks, and the lender collects it.
        ...(borrowed ? {} : { environment: { id: network.environment.id, categories: environmentLogs } }),
        "front-door": { id: ingress.profileId, categories: frontDoorLogs },
        database: { id: database.serverId, categories: ["PostgreSQLLogs"] },
        vault: { id: secrets.vault.resource.id, categories: ["AuditEvent"] },
        backups: {
          id: pulumi.interpolate`${backups.account.id}/blobServices/default`,
          categories: ["StorageWrite", "StorageDelete"],
        },
      },
      tags,
    },
    parent,
  );

  const actionGroups = tellPeople(spec, { resourceGroupName, tags }, parent);
  const { everyMinutes } = backups;
  const alerts = alertsOf(spec, everyMinutes);
  const inLogs = (name: string) => measuredInLogs.some((one) => one === name);
  const place = { resourceGroupName, actionGroups, runbooks: runbooksOf(spec.settings), tags };
  ruleGroups(
    alerts.filter(({ name }) => !inLogs(name)),
    { ...place, workspaceId: metricsWorkspaceId },
    parent,
  );
  frontDoorAlert({ ...place, profileId: ingress.profileId }, parent);
  logAlerts(
    alerts,
    { ...place, workspaceId: collected.workspaceId, everyMinutes, dependsOn: collected.collecting },
    parent,
  );

  const dashboards = portalDashboards(
    spec,
    { resourceGroupName, logs: logsLink(collected, errorsQuery), tags },
    parent,
  );
  const own = grafana(spec, { resourceGroupName, metricsWorkspaceId, tags }, parent);
  return {
    summary: `Azure Monitor: metrics, logs, ${alerts.length} alerts; ${own ? "Managed Grafana" : "Grafana in the portal"}`,
    links: {
      ...dashboards,
      ...(own ? { grafana: own.url } : {}),
      "errors in the log": logsLink(collected, errorsQuery),
      prometheus: service.metrics.queryUrl,
    },
    commands: own ? letIn(own.name) : {},
    notices: [
      ...(actionGroups.page.length === 0
        ? ["Alerts show in Azure's portal only: set campfire:alertEmail to have them sent to somebody."]
        : []),
      ...(actionGroups.heartbeat.length === 0
        ? [
            "Nobody notices when alerts no longer get through: let campfire:alertHeartbeatUrl be called, by which a service outside hears that they do.",
          ]
        : []),
      ...(borrowed
        ? [`The replicas' log is collected by ${spec.settings.networkStack}, whose environment they run in.`]
        : []),
    ],
  };
}

const environmentLogs = ["ContainerAppConsoleLogs", "ContainerAppSystemLogs"];
const frontDoorLogs = ["FrontDoorAccessLog", "FrontDoorWebApplicationFirewallLog"];

/** The alerts of alerts/ as Azure evaluates them. The watchdog only with somebody to hear it: else it would show as a trouble that returns. */
export const alertsOf = ({ size, replicas, settings }: Spec, backupEveryMinutes: number): Alert[] =>
  heldBack(
    alertsFor({
      size,
      replicas,
      backupEveryMinutes,
      sources: settings.alertHeartbeatUrl === "" ? [] : watchedOn.azure,
    }),
  ).map((alert) => (alert.name === watchdog ? { ...alert, expr: azureWatchdog } : alert));

const letIn = (name: pulumi.Output<string>) => ({
  "let somebody into Grafana": pulumi.interpolate`az role assignment create --role "Grafana Admin" --assignee SOMEBODY@example.com --scope $(az grafana show --name ${name} --query id --output tsv)`,
  "put the dashboards into Grafana": pulumi.interpolate`npm run dashboards -- --out dashboards.out && for file in dashboards.out/*.json; do az grafana dashboard create --name ${name} --definition @$file --overwrite; done`,
});
