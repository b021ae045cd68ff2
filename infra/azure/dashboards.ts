import * as azure from "@pulumi/azure-native/dashboard/index.js";
import * as pulumi from "@pulumi/pulumi";
import { dashboardsFor } from "../../dashboards/index.ts";
import { runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";

interface Needs {
  resourceGroupName: pulumi.Output<string>;
  /** Where the portal shows the replicas' log. */
  logs: pulumi.Output<string>;
  tags: Record<string, string>;
}

/** The dashboards, in the Grafana that Azure's portal has built in: it costs nothing, and who may look follows from roles on the resources. */
export function portalDashboards(
  { size, settings }: Spec,
  { resourceGroupName, logs, tags }: Needs,
  parent: pulumi.Resource,
): Record<string, pulumi.Output<string>> {
  const { targets } = size;
  const boards = logs.apply((link) => dashboardsFor({ targets, runbooks: runbooksOf(settings), logs: link }));
  // Which there are does not follow from any address.
  const links = dashboardsFor({}).map(({ uid }, index) => {
    const dashboard = new azure.Dashboard(uid, { resourceGroupName, dashboardName: uid, tags }, { parent });
    new azure.DashboardDefinition(
      uid,
      {
        resourceGroupName,
        dashboardName: dashboard.name,
        definitionName: "default",
        properties: { serializedData: boards.apply((all) => withAnyPrometheus(all[index]?.json ?? "{}")) },
      },
      { parent, deletedWith: dashboard },
    );
    return [uid, pulumi.interpolate`https://portal.azure.com/#resource${dashboard.id}`] as const;
  });
  return Object.fromEntries(links);
}

/** What the dashboards' source calls their Prometheus. */
const sourceUid = "prometheus";

/** Grafana's way to say: what the variable `source` says. */
const chosenUid = ["$", "{source}"].join("");

/** A dashboard that lets its reader choose among the Prometheus sources there are, the first at once: Azure gives each a name of its own. */
export function withAnyPrometheus(json: string): string {
  const model = JSON.parse(json, (key, value) => (key === "uid" && value === sourceUid ? chosenUid : value)) as {
    templating?: { list?: unknown[] };
  };
  const choice = { name: "source", label: "Prometheus", type: "datasource", query: "prometheus" };
  return JSON.stringify({ ...model, templating: { list: [choice, ...(model.templating?.list ?? [])] } });
}
