import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import type { Deployment } from "@pulumi/kubernetes/apps/v1/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { labelsOf, namespaceOf } from "./metadata.ts";

/** Where the Prometheus operator serves every Prometheus of a namespace, whatever it is called. */
export const prometheusOf = ({ settings }: Spec) =>
  `http://prometheus-operated.${settings.monitoringNamespace}.svc:9090`;

/** WebSocket connections that one replica is meant for: the size's, shared by its fewest replicas. */
export const connectionsPerReplica = ({ size }: Spec) => Math.ceil(size.targets.connections / size.replicas.min);

/**
 * Replicas follow CPU, memory and open WebSockets, whichever asks for the most. KEDA makes one HorizontalPodAutoscaler of all three. It was
 * chosen over prometheus-adapter because what to scale by is said here, beside the Deployment, and not in a rule file that all of a
 * cluster's teams share; and because it says what happens while Prometheus does not answer.
 */
export function autoscale(spec: Spec, deployment: Deployment, parent: pulumi.Resource): { max: number } {
  const min = spec.replicas;
  const max = spec.size.replicas.max;
  const percent = (fraction: number) => String(Math.round(fraction * 100));
  const { cpu, memory } = spec.size.thresholds;
  new CustomResource(
    "chat",
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: {
        name: deployment.metadata.name,
        namespace: deployment.metadata.namespace,
        labels: labelsOf(spec, "chat"),
      },
      spec: {
        scaleTargetRef: { name: deployment.metadata.name },
        minReplicaCount: min,
        maxReplicaCount: max,
        fallback: { failureThreshold: 3, replicas: min },
        advanced: {
          horizontalPodAutoscalerConfig: {
            behavior: {
              // Every replica that goes makes its people reconnect: only when it has been quiet, and one at a time.
              scaleDown: {
                stabilizationWindowSeconds: 600,
                policies: [{ type: "Pods", value: 1, periodSeconds: 300 }],
              },
            },
          },
        },
        triggers: [
          { type: "cpu", metricType: "Utilization", metadata: { value: percent(cpu) } },
          { type: "memory", metricType: "Utilization", metadata: { value: percent(memory) } },
          {
            type: "prometheus",
            metadata: {
              serverAddress: prometheusOf(spec),
              query: `sum(campfire_websocket_connections{namespace="${namespaceOf(spec)}"})`,
              threshold: String(connectionsPerReplica(spec)),
            },
          },
        ],
      },
    },
    { parent },
  );
  return { max };
}
