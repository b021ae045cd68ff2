import type { KubeConfig } from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import type { Problem } from "../problems.ts";
import { type Cluster, connect } from "./cluster.ts";

/** A part of the cluster that stacks share, and the API group by which it is told that it is there. */
interface Operator {
  group: string;
  name: string;
  isNeeded(spec: Spec): boolean;
}

const always = () => true;
const operators: Operator[] = [
  { group: "cert-manager.io", name: "cert-manager", isNeeded: always },
  { group: "postgresql.cnpg.io", name: "CloudNativePG", isNeeded: always },
  { group: "keda.sh", name: "KEDA", isNeeded: always },
  { group: "monitoring.coreos.com", name: "the Prometheus operator", isNeeded: always },
  {
    group: "barmancloud.cnpg.io",
    name: "CloudNativePG's Barman Cloud plugin",
    isNeeded: ({ settings }) => settings.backupBucket !== "",
  },
  {
    group: "gateway.networking.k8s.io",
    name: "Gateway API",
    isNeeded: ({ settings }) => settings.ingressClass === "",
  },
  {
    group: "external-secrets.io",
    name: "External Secrets",
    isNeeded: ({ settings }) => settings.secretStore !== "",
  },
];

/** Seconds for the cluster to answer: `up` would wait far longer, object by object. */
const patience = 15;

/**
 * Whether there is a cluster, and whether it has what the stack needs of it. Without a kubeconfig the provider's preview succeeds, and only
 * `up` fails, half-way. Codes: CLUSTER_UNREACHABLE, CLUSTER_REFUSED, OPERATOR_MISSING, STORAGE_CLASS_UNKNOWN.
 */
export async function clusterProblems(spec: Spec): Promise<Problem[]> {
  const config = await kubeConfig();
  try {
    return await problemsOf(spec, await connect(config, patience));
  } catch (error) {
    return [unreachable(config, error)];
  }
}

/** The cluster that the provider will use: the stack's own settings, else the environment's. */
async function kubeConfig(): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const settings = new pulumi.Config("kubernetes");
  const [kubeconfig, context] = [settings.get("kubeconfig"), settings.get("context")];
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else if (kubeconfig.includes("\n") || kubeconfig.startsWith("{")) config.loadFromString(kubeconfig);
  else config.loadFromFile(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

export async function problemsOf(spec: Spec, cluster: Cluster): Promise<Problem[]> {
  const groups = await cluster.apiGroups();
  const missing = operators.filter(({ group, isNeeded }) => isNeeded(spec) && !groups.includes(group));
  return [...missing.map(missingOperator), ...unknownStorageClasses(spec, await cluster.storageClasses())];
}

const missingOperator = ({ group, name }: Operator): Problem => ({
  code: "OPERATOR_MISSING",
  what: `The cluster has no ${name}: it serves nothing of ${group}.`,
  remedy: "Install it, or let `npm run cluster -- up` install all that stacks share; docs/kubernetes.md says how.",
});

function unknownStorageClasses({ settings }: Spec, existing: string[]): Problem[] {
  return (["storageClass", "filesStorageClass"] as const)
    .filter((setting) => settings[setting] !== "" && !existing.includes(settings[setting]))
    .map((setting) => ({
      code: "STORAGE_CLASS_UNKNOWN",
      setting,
      what: `The cluster has no storage class ${settings[setting]}.`,
      remedy: `Choose one that it has: ${existing.join(", ") || "it has none yet, so make one first"}.`,
    }));
}

function unreachable(config: KubeConfig, error: unknown): Problem {
  const server = config.getCurrentCluster()?.server ?? "no server";
  const status = (error as { code?: number }).code;
  if (status === 401 || status === 403) {
    return {
      code: "CLUSTER_REFUSED",
      what: `${server} does not let you in (${status}).`,
      remedy: "Sign in to the cluster again, or choose another context: `pulumi config set kubernetes:context NAME`.",
    };
  }
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: "CLUSTER_UNREACHABLE",
    what: `The context "${config.getCurrentContext()}" leads to ${server}, which does not answer (${why}).`,
    remedy:
      "Start the cluster, or say where it is: `pulumi config set kubernetes:kubeconfig FILE`, `pulumi config set kubernetes:context NAME`.",
  };
}
