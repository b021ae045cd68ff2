import * as monitor from "@pulumi/azure-native/monitor/index.js";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { logDays } from "./sizing.ts";

/** Of what the replicas log, which is JSON. */
const query = (which: string, order: string) =>
  [
    "ContainerAppConsoleLogs",
    'where ContainerName == "app"',
    "extend line = parse_json(Log)",
    which,
    "project TimeGenerated, Replica = ContainerGroupName, Level = toint(line.level), Message = tostring(line.msg), line",
    `order by ${order}`,
  ].join("\n| ");

/** Errors and warnings of the replicas, newest first. Levels are pino's: 40 warns, 50 is an error, 60 the end. */
export const errorsQuery = query("where toint(line.level) >= 40", "TimeGenerated desc");

/** What the workspace offers by name. */
const questions = {
  errors: { of: "Errors and warnings of the replicas", query: errorsQuery },
  "slow-requests": {
    of: "Requests of a second or more",
    query: query("where toint(line.ms) >= 1000", "toint(line.ms) desc"),
  },
  "of-one-request": {
    of: "One request: put in its id",
    query: query('where tostring(line.reqId) == "REQUEST-ID"', "TimeGenerated asc"),
  },
};

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

/** One workspace for all logs, with the queries that are asked first. */
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
  for (const [name, { of, query }] of Object.entries(questions))
    new operationalinsights.SavedSearch(
      name,
      {
        resourceGroupName,
        workspaceName: workspace.name,
        savedSearchId: `campfire-${name}`,
        category: "Campfire",
        displayName: of,
        query,
        version: 2,
      },
      { parent, deletedWith: workspace },
    );
  return { workspaceId: workspace.id, workspaceName: workspace.name, collecting };
}

/** The portal's page that asks a workspace a query. */
export const logsLink = ({ workspaceId }: Pick<Logs, "workspaceId">, query: string) =>
  pulumi.interpolate`https://portal.azure.com/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade/resourceId/${workspaceId.apply(encodeURIComponent)}/source/LogsBlade.AnalyticsShareLinkToQuery/query/${encodeURIComponent(query)}`;
