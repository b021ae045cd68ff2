import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";

/** What runs in a stack's namespace. Policies, services and budgets find its pods by this name. */
export type Workload = "chat" | "migrate" | "database" | "cache" | "backups";

/** The CloudNativePG cluster. */
export const databaseName = "campfire-database";

/** The labels by which pods are found. They can't change while a Deployment lives, so that they say no more than they must. */
export const selectorOf = (workload: Workload): Record<string, string> =>
  workload === "database"
    ? { "cnpg.io/cluster": databaseName }
    : { "app.kubernetes.io/name": "campfire", "app.kubernetes.io/component": workload };

/** The labels of every object, the ones that Kubernetes recommends. */
export const labelsOf = (spec: Spec, workload?: Workload) => ({
  "app.kubernetes.io/name": "campfire",
  ...(workload && { "app.kubernetes.io/component": workload }),
  "app.kubernetes.io/part-of": spec.project,
  "app.kubernetes.io/instance": spec.stack,
});

export interface Metadata {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
}

/**
 * The name, namespace and labels of an object. Names are fixed, not made up by Pulumi: the namespace is the stack's own, nothing holds a
 * name after its object is gone, and `kubectl` is used by people.
 */
export const metadataOf = (
  spec: Spec,
  namespace: pulumi.Output<string>,
  name: string,
  workload?: Workload,
): Metadata => ({ name, namespace, labels: labelsOf(spec, workload) });

/** The namespace of a stack: a DNS label, whatever the stack is called. */
export const namespaceOf = ({ project, stack }: Pick<Spec, "project" | "stack">): string =>
  `${project}-${stack}`
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
