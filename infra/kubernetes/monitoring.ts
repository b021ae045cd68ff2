import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { dashboardsFor } from "../../dashboards/index.ts";
import { componentOf } from "../component.ts";
import type { Monitoring, Spec } from "../contract.ts";
import { metadataOf, selectorOf, type Workload } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import type { KubernetesService } from "./service.ts";

interface Needs {
  network: KubernetesNetwork;
  service: KubernetesService;
}

/** What kube-prometheus-stack selects by unless it is told otherwise: its own release's name. */
const selected = { release: "kube-prometheus-stack" };
const apiVersion = "monitoring.coreos.com/v1";

/** What the cluster's Prometheus scrapes, when it wakes somebody, and what its Grafana shows. They are shared, and so of the cluster's stack. */
export function monitoring(spec: Spec, { network }: Needs): Monitoring {
  const parent = componentOf("kubernetes", "monitoring");
  const metadata = (name: string) => {
    const { labels, ...rest } = metadataOf(spec, network.namespace, name);
    return { ...rest, labels: { ...labels, ...selected } };
  };
  const make = (kind: string, name: string, kindSpec: object) =>
    new CustomResource(name, { apiVersion, kind, metadata: metadata(name), spec: kindSpec }, { parent });
  const pods = (workload: Workload, port: string) =>
    make("PodMonitor", workload, {
      selector: { matchLabels: selectorOf(workload) },
      podMetricsEndpoints: [{ port, interval: "30s" }],
    });

  make("ServiceMonitor", "chat", {
    selector: { matchLabels: selectorOf("chat") },
    // The alerts know the chat by the name of its Service.
    endpoints: [{ port: "http", path: "/metrics", interval: "15s", scrapeTimeout: "10s" }],
  });
  pods("database", "metrics");
  pods("cache", "metrics");
  pods("backups", "http");
  const alerts = alertsFor({
    size: spec.size,
    replicas: spec.replicas,
    backupEveryMinutes: spec.lifecycle.backups.everyMinutes,
  });
  make("PrometheusRule", "alerts", parse(prometheusRules(alerts)) as object);
  // Grafana's sidecar takes up every ConfigMap with this label.
  const { labels, ...place } = metadata("dashboards");
  new ConfigMap(
    "dashboards",
    {
      metadata: { ...place, labels: { ...labels, grafana_dashboard: "1" } },
      data: Object.fromEntries(
        dashboardsFor({ sources: ["backups"], targets: spec.size.targets }).map(({ uid, json }) => [
          `${uid}.json`,
          json,
        ]),
      ),
    },
    { parent },
  );

  return {
    summary: pulumi.interpolate`${alerts.length} alerts in the Prometheus of the namespace ${spec.settings.monitoringNamespace}`,
    links: {},
  };
}
