import * as dashboard from "@pulumi/azure-native/dashboard/index.js";
import type { dashboard as inputs } from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { grant } from "./identities.ts";
import { regionOfStack } from "./regions.ts";
import { azureSize } from "./sizing.ts";
import { visible } from "./visible.ts";

interface Needs {
  resourceGroupName: pulumi.Output<string>;
  metricsWorkspaceId: pulumi.Output<string>;
  tags: Record<string, string>;
}

export interface Grafana {
  name: pulumi.Output<string>;
  url: pulumi.Output<string>;
}

/**
 * A Grafana of the team's own, where the size pays for one; people sign in with their Azure accounts, and nobody has a password. Small
 * stacks have the same dashboards in Azure's portal.
 */
export function grafana(spec: Spec, needs: Needs, parent: pulumi.Resource): Grafana | undefined {
  if (!azureSize(spec).grafana) return undefined;
  const { resourceGroupName, metricsWorkspaceId, tags } = needs;
  const properties: inputs.ManagedGrafanaPropertiesArgs = {
    // It is for people, who are outside; Azure signs them in.
    publicNetworkAccess: "Enabled",
    zoneRedundancy: regionOfStack().zones ? "Enabled" : "Disabled",
    grafanaIntegrations: {
      azureMonitorWorkspaceIntegrations: [{ azureMonitorWorkspaceResourceId: metricsWorkspaceId }],
    },
  };
  const workspace = new dashboard.Grafana(
    "grafana",
    {
      resourceGroupName,
      sku: { name: "Standard" },
      identity: { type: "SystemAssigned" },
      properties,
      tags,
    },
    { parent, ...visible({ properties }) },
  );
  const principalId = workspace.identity.apply((self) => self?.principalId ?? "");
  grant("grafana-reads-metrics", { to: { principalId }, role: "readMetrics", on: metricsWorkspaceId }, parent);
  return { name: workspace.name, url: workspace.properties.apply(({ endpoint }) => endpoint) };
}
