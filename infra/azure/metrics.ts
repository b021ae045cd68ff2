import * as monitor from "@pulumi/azure-native/monitor/index.js";
import type * as app from "@pulumi/azure-native/types/input.js";
import * as pulumi from "@pulumi/pulumi";
import { imageReference } from "../images.ts";
import { grant, type Identity } from "./identities.ts";
import { helperContainers } from "./sizing.ts";

/** Where the replicas' metrics go, and the container beside each replica that brings them there. */
export interface Metrics {
  workspaceId: pulumi.Output<string>;
  workspaceName: pulumi.Output<string>;
  /** What Prometheus' queries are asked at. */
  queryUrl: pulumi.Output<string>;
  sidecar: app.app.ContainerArgs;
  ready: pulumi.Resource[];
}

interface Needs {
  resourceGroupName: pulumi.Output<string>;
  /** Who sends: the replicas. */
  sender: Identity;
  /** Port of the app on the replica's loopback interface. */
  port: number;
  tags: Record<string, string>;
}

/**
 * An Azure Monitor workspace: Prometheus, kept by Azure. It can't scrape the replicas of a container app, which have no addresses of their
 * own, so beside each of them a Prometheus agent scrapes loopback and sends what it read.
 */
export function metrics({ resourceGroupName, sender, port, tags }: Needs, parent: pulumi.Resource): Metrics {
  const workspace = new monitor.AzureMonitorWorkspace("metrics", { resourceGroupName, tags }, { parent });
  const endpoint = new monitor.DataCollectionEndpoint(
    "metrics",
    { resourceGroupName, kind: "Linux", networkAcls: { publicNetworkAccess: "Enabled" }, tags },
    { parent },
  );
  const rule = new monitor.DataCollectionRule(
    "metrics",
    {
      resourceGroupName,
      kind: "Linux",
      dataCollectionEndpointId: endpoint.id,
      dataSources: { prometheusForwarder: [{ name: "prometheus", streams: ["Microsoft-PrometheusMetrics"] }] },
      destinations: { monitoringAccounts: [{ name: "workspace", accountResourceId: workspace.id }] },
      dataFlows: [{ streams: ["Microsoft-PrometheusMetrics"], destinations: ["workspace"] }],
      tags,
    },
    { parent },
  );
  const published = grant("app-publishes-metrics", { to: sender, role: "publishMetrics", on: rule.id }, parent);

  const config = pulumi
    .all([endpoint.metricsIngestion, rule.immutableId, sender.clientId])
    .apply(([ingestion, ruleId, clientId]) =>
      agentConfig({ ingestion: ingestion?.endpoint ?? "", ruleId, clientId, port }),
    );
  return {
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    queryUrl: workspace.metrics.apply(({ prometheusQueryEndpoint }) => prometheusQueryEndpoint),
    sidecar: sidecar(config),
    ready: [published],
  };
}

interface Agent {
  ingestion: string;
  ruleId: string;
  clientId: string;
  port: number;
}

/** Prometheus replaces this by what Container Apps sets in each replica. */
const replicaName = ["$", "{CONTAINER_APP_REPLICA_NAME}"].join("");

/** The agent's configuration: JSON, which is YAML too. Replicas are told apart by the name that Container Apps gives each. */
export function agentConfig({ ingestion, ruleId, clientId, port }: Agent): string {
  const path = `dataCollectionRules/${ruleId}/streams/Microsoft-PrometheusMetrics/api/v1/write`;
  return JSON.stringify({
    global: { scrape_interval: "30s", external_labels: { replica: replicaName } },
    scrape_configs: [{ job_name: "campfire", static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
    remote_write: [
      {
        url: `${ingestion}/${path}?api-version=2023-04-24`,
        azuread: { cloud: "AzurePublic", managed_identity: { client_id: clientId } },
        // All are 127.0.0.1 to their own agent: the replica's name takes the place of that address.
        write_relabel_configs: [
          { source_labels: ["replica"], target_label: "instance" },
          { action: "labeldrop", regex: "replica" },
        ],
      },
    ],
  });
}

/** Prometheus has no configuration from the environment, so its own shell writes the file. */
const start = [
  'printf %s "$PROMETHEUS_CONFIG" > /tmp/prometheus.yml',
  "exec /bin/prometheus --agent --config.file=/tmp/prometheus.yml --storage.agent.path=/tmp/agent --web.listen-address=127.0.0.1:9090",
].join(" && ");

const sidecar = (config: pulumi.Output<string>): app.app.ContainerArgs => ({
  name: "prometheus",
  image: imageReference("prometheus"),
  command: ["/bin/sh", "-c", start],
  env: [{ name: "PROMETHEUS_CONFIG", value: config }],
  resources: helperContainers.metrics,
});
