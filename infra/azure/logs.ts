import * as monitor from "@pulumi/azure-native/monitor/index.js";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { logDays } from "./sizing.ts";

/** Errors and warnings of the replicas, newest first; the app logs JSON. */
export const errorsQuery = [
  "ContainerAppConsoleLogs",
  'where ContainerName == "app"',
  "extend line = parse_json(Log)",
  // Levels are pino's: 40 warns, 50 is an error, 60 the end.
  "where toint(line.level) >= 40",
  "project TimeGenerated, Replica = ContainerGroupName, Level = toint(line.level), Message = tostring(line.msg), line",
  "order by TimeGenerated desc",
].join("\n| ");

interface Needs {
  resourceGroupName: pulumi.Output<string>;
  /** Whose logs are collected: resource id and categories, by name. */
  sources: Record<string, { id: pulumi.Input<string>; categories: string[] }>;
  tags: Record<string, string>;
}

export interface Logs {
  workspaceId: pulumi.Output<string>;
  workspaceName: pulumi.Output<string>;
  /** What collects: an alert on a log comes after. */
  collecting: pulumi.Resource[];
}

/** One workspace for all logs, with the query that is asked first. */
export function logs(spec: Spec, { resourceGroupName, sources, tags }: Needs, parent: pulumi.Resource): Logs {
  const workspace = new operationalinsights.Workspace(
    "logs",
    {
      resourceGroupName,
      sku: { name: "PerGB2018" },
      retentionInDays: logDays(spec.lifecycle),
      // Who may read a resource may read its log.
      features: { enableLogAccessUsingOnlyResourcePermissions: true },
      tags,
    },
    { parent },
  );
  const collecting = Object.entries(sources).map(
    ([name, { id, categories }]) =>
      new monitor.DiagnosticSetting(
        name,
        {
          resourceUri: id,
          workspaceId: workspace.id,
          // A table for each kind of line, rather than one for all of Azure.
          logAnalyticsDestinationType: "Dedicated",
          logs: categories.map((category) => ({ category, enabled: true })),
        },
        { parent },
      ),
  );
  new operationalinsights.SavedSearch(
    "errors",
    {
      resourceGroupName,
      workspaceName: workspace.name,
      savedSearchId: "campfire-errors",
      category: "Campfire",
      displayName: "Errors and warnings of the replicas",
      query: errorsQuery,
      version: 2,
    },
    { parent, deletedWith: workspace },
  );
  return { workspaceId: workspace.id, workspaceName: workspace.name, collecting };
}

/** The portal's page that asks a workspace a query. */
export const logsLink = ({ workspaceId }: Pick<Logs, "workspaceId">, query: string) =>
  pulumi.interpolate`https://portal.azure.com/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade/resourceId/${workspaceId.apply(encodeURIComponent)}/source/LogsBlade.AnalyticsShareLinkToQuery/query/${encodeURIComponent(query)}`;
