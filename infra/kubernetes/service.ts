import { Deployment } from "@pulumi/kubernetes/apps/v1/index.js";
import { Job } from "@pulumi/kubernetes/batch/v1/index.js";
import { Service as KubernetesServiceObject } from "@pulumi/kubernetes/core/v1/index.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/index.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Service, Spec } from "../contract.ts";
import { timing } from "../presets.ts";
import { type AppNeeds, appPod, appVariables, databaseVariables } from "./app.ts";
import { autoscale } from "./autoscaling.ts";
import { metadataOf, namespaceOf, selectorOf } from "./metadata.ts";
import { ports } from "./ports.ts";

export interface KubernetesService extends Service {
  /** The Service that routes lead to. */
  name: pulumi.Output<string>;
  /** The migrated database: what else uses it has to come after. */
  migrated: pulumi.Resource;
}

/** Equal replicas of the app, over nodes and zones. They start after the migrations, and one takes the place of another only once it is ready. */
export function service(spec: Spec, needs: AppNeeds): KubernetesService {
  const parent = componentOf("kubernetes", "service");
  const migrated = migrations(spec, needs, parent);
  const metadata = metadataOf(spec, needs.network.namespace, "campfire", "chat");
  const selector = { matchLabels: selectorOf("chat") };

  const deployment = new Deployment(
    "chat",
    {
      metadata,
      spec: {
        replicas: spec.replicas,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: 600,
        minReadySeconds: 5,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector,
        template: chatPod(spec, needs),
      },
    },
    // How many there are now is the autoscaler's (pitfall 6).
    { parent, dependsOn: [migrated], ignoreChanges: ["spec.replicas"] },
  );
  // A drain takes one at a time, and never waits for a replica that is broken anyway.
  new PodDisruptionBudget(
    "chat",
    { metadata, spec: { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" } },
    { parent },
  );
  const balanced = new KubernetesServiceObject(
    "chat",
    {
      metadata,
      spec: {
        selector: selectorOf("chat"),
        ports: [{ name: "http", port: 80, targetPort: "http", appProtocol: "http" }],
      },
    },
    // It is waited for until a pod stands behind it, and the first one may come late: after the database.
    { parent, dependsOn: [deployment] },
  );
  const { max } = autoscale(spec, deployment, parent);

  return {
    summary: `${spec.replicas} to ${max} replicas, by load`,
    commands: {
      "follow the chat's logs": `kubectl -n ${namespaceOf(spec)} logs --follow --max-log-requests=20 --selector=app.kubernetes.io/component=chat`,
      "watch a rollout": `kubectl -n ${namespaceOf(spec)} rollout status deployment/campfire`,
    },
    replicas: spec.replicas,
    name: balanced.metadata.name,
    migrated,
  };
}

/** Runs to its end before the first pod of a new version starts. Its template can't change, so that each new version has a Job of its own. */
function migrations(spec: Spec, needs: AppNeeds, parent: pulumi.Resource): Job {
  const template = appPod(spec, needs, {
    workload: "migrate",
    command: "migrate",
    env: databaseVariables(needs),
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "1", memory: "256Mi" } },
    pod: { restartPolicy: "Never" },
  });
  return new Job(
    "migrate",
    {
      metadata: {
        ...metadataOf(spec, needs.network.namespace, "campfire-migrate", "migrate"),
        annotations: { "pulumi.com/timeoutSeconds": "900", "pulumi.com/replaceUnready": "true" },
      },
      spec: { backoffLimit: 6, activeDeadlineSeconds: 900, template },
    },
    { parent, deleteBeforeReplace: true },
  );
}

function chatPod(spec: Spec, needs: AppNeeds): input.core.v1.PodTemplateSpec {
  const { cpu, memoryMiB } = spec.size.app;
  const live = { path: "/health/live", port: "http" };
  return appPod(spec, needs, {
    workload: "chat",
    command: "serve",
    env: [
      ...appVariables(spec, needs),
      { name: "NODE_OPTIONS", value: `--max-old-space-size=${Math.floor(memoryMiB * 0.75)}` },
    ],
    resources: {
      requests: { cpu: `${cpu}`, memory: `${memoryMiB}Mi` },
      limits: { cpu: `${cpu * 2}`, memory: `${memoryMiB}Mi` },
    },
    volumes: needs.files.mounts,
    container: {
      ports: [{ name: "http", containerPort: ports.chat }],
      startupProbe: { httpGet: live, periodSeconds: 2, failureThreshold: 60 },
      livenessProbe: { httpGet: live, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      readinessProbe: {
        httpGet: { path: "/health/ready", port: "http" },
        periodSeconds: 5,
        timeoutSeconds: 3,
        failureThreshold: 2,
      },
      lifecycle: { preStop: { sleep: { seconds: timing.settle } } },
    },
    pod: {
      ...needs.files.pod,
      terminationGracePeriodSeconds: timing.settle + timing.stopGrace,
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        // Rather two on one node than one too few.
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: selectorOf("chat") },
        matchLabelKeys: ["pod-template-hash"],
      })),
    },
  });
}
