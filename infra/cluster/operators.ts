import type * as pulumi from "@pulumi/pulumi";

/** A chart, at an exact version: the lock of what a cluster's stacks share. Sources are the projects' own chart repositories. */
export interface Operator {
  namespace: string;
  chart: string;
  version: string;
  /** Absent for a chart from an OCI registry, whose address is the chart. */
  repository?: string;
  /** Those that have to be there before: their definitions, or their webhooks. */
  after: OperatorName[];
  values(given: Given): Record<string, unknown>;
}

export const operatorNames = [
  "gateway",
  "certManager",
  "database",
  "databaseArchive",
  "autoscaling",
  "monitoring",
  "externalSecrets",
] as const;
export type OperatorName = (typeof operatorNames)[number];

/** What charts are told that is not the same everywhere. */
export interface Given {
  storageClass: string;
  grafanaPassword: pulumi.Input<string>;
}

/** Days that measurements are kept: enough for the objectives' 30 days. */
const retentionDays = 35;

export const operators: Record<OperatorName, Operator> = {
  gateway: {
    namespace: "envoy-gateway-system",
    chart: "oci://docker.io/envoyproxy/gateway-helm",
    version: "v1.9.1",
    after: [],
    values: () => ({ deployment: { replicas: 2 } }),
  },
  certManager: {
    namespace: "cert-manager",
    chart: "cert-manager",
    version: "v1.21.2",
    repository: "https://charts.jetstack.io",
    // It looks for Gateway API once, when it starts.
    after: ["gateway"],
    // The chart's last step asks the webhook until it answers: what comes after does not race it (pitfall 23).
    values: () => ({
      crds: { enabled: true, keep: true },
      startupapicheck: { enabled: true },
      config: {
        apiVersion: "controller.config.cert-manager.io/v1alpha1",
        kind: "ControllerConfiguration",
        gatewayAPI: { enabled: true },
      },
    }),
  },
  database: {
    namespace: "cnpg-system",
    chart: "cloudnative-pg",
    version: "0.29.0",
    repository: "https://cloudnative-pg.github.io/charts",
    after: [],
    values: () => ({ replicaCount: 2 }),
  },
  databaseArchive: {
    // The operator finds its plugins in its own namespace, and talks to them with certificates of cert-manager.
    namespace: "cnpg-system",
    chart: "plugin-barman-cloud",
    version: "0.7.0",
    repository: "https://cloudnative-pg.github.io/charts",
    after: ["certManager", "database"],
    values: () => ({}),
  },
  autoscaling: {
    namespace: "keda",
    chart: "keda",
    version: "2.20.2",
    repository: "https://kedacore.github.io/charts",
    after: [],
    values: () => ({ operator: { replicaCount: 2 } }),
  },
  monitoring: {
    namespace: "monitoring",
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    repository: "https://prometheus-community.github.io/helm-charts",
    after: [],
    values: ({ storageClass, grafanaPassword }) => ({
      fullnameOverride: "kube-prometheus-stack",
      // A password that the chart makes up is another one at each upgrade (pitfall 24).
      grafana: { adminPassword: grafanaPassword, sidecar: { dashboards: { enabled: true, searchNamespace: "ALL" } } },
      prometheus: {
        prometheusSpec: {
          ...everyNamespace,
          retention: `${retentionDays}d`,
          storageSpec: {
            volumeClaimTemplate: {
              spec: {
                ...(storageClass && { storageClassName: storageClass }),
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: "50Gi" } },
              },
            },
          },
        },
      },
    }),
  },
  externalSecrets: {
    namespace: "external-secrets",
    chart: "external-secrets",
    version: "1.3.2",
    repository: "https://charts.external-secrets.io",
    after: [],
    values: () => ({ replicaCount: 2, leaderElect: true }),
  },
};

/** Monitors and rules count wherever they are, and not only those of the chart's own release. */
const everyNamespace = {
  ruleSelectorNilUsesHelmValues: false,
  serviceMonitorSelectorNilUsesHelmValues: false,
  podMonitorSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
};
