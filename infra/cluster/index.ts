import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/index.js";
import { Release } from "@pulumi/kubernetes/helm/v3/index.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { type OperatorName, operatorNames, operators } from "./operators.ts";

/** Seconds for an operator to be there: its images are pulled, its webhooks answer. */
const patience = 600;

/**
 * Installs what stacks on Kubernetes share, each unless the cluster has it already. It is a program of its own because it outlives the
 * stacks: an operator that went with one of them would leave the others' databases alone, and their finalizers waiting for ever (pitfall 25).
 */
async function main() {
  const config = new pulumi.Config();
  const chosen = operatorNames.filter((name) => config.getBoolean(name) ?? false);
  const namespaces = new Map<string, Namespace>();
  const releases = new Map<OperatorName, Release>();
  const grafana = chosen.includes("monitoring")
    ? pulumi.secret(new RandomPassword("grafana-password", { length: 40, special: false }).result)
    : undefined;

  for (const name of chosen) {
    const { namespace, chart, version, repository, after, values } = operators[name];
    const made = namespaces.get(namespace) ?? new Namespace(namespace, { metadata: { name: namespace } });
    namespaces.set(namespace, made);
    const release = new Release(
      name,
      {
        name: nameOf(chart),
        namespace: made.metadata.name,
        chart,
        version,
        ...(repository && { repositoryOpts: { repo: repository } }),
        values: values({ storageClass: config.get("storageClass") ?? "", grafanaPassword: grafana ?? "" }),
        // Waits until everything of the chart is ready, and takes back what is not.
        skipAwait: false,
        atomic: true,
        timeout: patience,
      },
      { dependsOn: after.flatMap((needed) => releases.get(needed) ?? []) },
    );
    releases.set(name, release);
  }
  const gateway = releases.get("gateway");
  if (gateway) gatewayClass(gateway);
  return {
    installed: Object.fromEntries(chosen.map((name) => [name, `${operators[name].chart} ${operators[name].version}`])),
    grafanaPassword: grafana,
  };
}

/** Which controller serves the gateways that name it: Envoy Gateway's chart leaves that to the cluster's owner. */
const gatewayClass = (gateway: Release) =>
  new CustomResource(
    "envoy",
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: { name: "envoy" },
      spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    },
    { dependsOn: [gateway] },
  );

/** A release is called like its chart, as everybody's instructions assume. */
const nameOf = (chart: string) => chart.split("/").at(-1) ?? chart;

export default main;
