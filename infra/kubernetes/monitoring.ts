import { createHash } from "node:crypto";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { type Dashboard, dashboardsFor } from "../../dashboards/index.ts";
import { receiversOf, runbooksOf } from "../alerting.ts";
import { componentOf } from "../component.ts";
import type { Monitoring, Spec } from "../contract.ts";
import { scopedDashboard } from "../promql.ts";
import { watchedOn } from "../watched.ts";
import { alerting } from "./alerting.ts";
import { metadataOf, namespaceOf, selectorOf, type Workload } from "./metadata.ts";
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
      podMetricsEndpoints: [
        { port, interval: "30s", relabelings: [...byPod, { targetLabel: "job", replacement: workload }] },
      ],
    });

  make("ServiceMonitor", "chat", {
    selector: { matchLabels: selectorOf("chat") },
    // The alerts know the chat by the name of its Service.
    endpoints: [{ port: "http", path: "/metrics", interval: "15s", scrapeTimeout: "10s", relabelings: byPod }],
  });
  pods("database", "metrics");
  pods("cache", "metrics");
  pods("backups", "http");
  const alerts = alerting(spec, { metadata, parent });
  // Grafana's sidecar takes up every ConfigMap with this label.
  const { labels, ...place } = metadata("dashboards");
  new ConfigMap(
    "dashboards",
    {
      metadata: { ...place, labels: { ...labels, grafana_dashboard: "1" } },
      data: Object.fromEntries(dashboardsOf(spec).map(({ uid, json }) => [`${uid}.json`, json])),
    },
    { parent },
  );

  const logs = `kubectl logs --namespace ${namespaceOf(spec)} --selector app.kubernetes.io/component=chat --prefix`;
  return {
    summary: pulumi.interpolate`${alerts} alerts in the Prometheus of the namespace ${spec.settings.monitoringNamespace}`,
    links: {},
    commands: {
      "follow the replicas' logs": `${logs} --follow`,
      // pino's levels: 50 is error, 60 fatal.
      "show the errors of the last hour": `${logs} --since 1h --tail -1 | grep -E '"level":(50|60)'`,
    },
    notices: Object.keys(receiversOf(spec.settings)).length === 0 ? [nobodyTold] : [],
  };
}

const nobodyTold =
  "Alerts show in the cluster's Alertmanager and nobody is told: set alertSlackUrl, alertPagerDutyKey, alertEmail or alertWebhookUrl; Pulumi.yaml says what each takes.";

/** Replicas are known by their pods' names, which people and logs use, rather than by address and port. */
const byPod = [{ sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "instance" }];

/** The dashboards, over this stack's series, under names that no other stack of the cluster has: one Grafana shows them all. */
export function dashboardsOf(spec: Spec): Dashboard[] {
  const namespace = namespaceOf(spec);
  // Grafana's names have 40 characters at most.
  const suffix = createHash("sha256").update(namespace).digest("hex").slice(0, 8);
  return dashboardsFor({
    sources: watchedOn.kubernetes,
    targets: spec.size.targets,
    runbooks: runbooksOf(spec.settings),
    of: namespace,
  }).map(({ uid, json }) => {
    const model = JSON.parse(scopedDashboard(json, { namespace })) as { uid: string };
    const own = `${uid}-${suffix}`;
    return { uid: own, json: JSON.stringify({ ...model, uid: own }, null, 1) };
  });
}
