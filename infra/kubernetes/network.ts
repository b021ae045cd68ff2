import { Namespace } from "@pulumi/kubernetes/core/v1/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Network, Spec } from "../contract.ts";
import { hostOf } from "../tls.ts";
import { labelsOf, namespaceOf } from "./metadata.ts";
import { networkPolicies } from "./policies.ts";

export interface KubernetesNetwork extends Network {
  /** The stack's own namespace; what uses it comes after it. */
  namespace: pulumi.Output<string>;
  /** The host name that the chat is served at. */
  host: string;
}

/** The version of the Pod Security Standards that the namespace holds its pods to: the cluster's next upgrade changes nothing by itself. */
const podSecurityVersion = "v1.33";

/** A namespace in which no pod gets more than it needs, and no traffic flows that a policy does not name. */
export function network(spec: Spec): KubernetesNetwork {
  const parent = componentOf("kubernetes", "network");
  const restricted = ["enforce", "audit", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion],
  ]);
  const created = new Namespace(
    "namespace",
    { metadata: { name: namespaceOf(spec), labels: { ...labelsOf(spec), ...Object.fromEntries(restricted) } } },
    { parent, protect: spec.lifecycle.protectData },
  );
  const namespace = created.metadata.name;
  networkPolicies(spec, namespace, parent);
  return {
    summary: `namespace ${namespaceOf(spec)}, closed but for what its policies name`,
    namespace,
    host: hostOf(spec),
  };
}
