import { Service } from "@pulumi/kubernetes/core/v1/index.js";
import { Ingress } from "@pulumi/kubernetes/networking/v1/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { certificate } from "./certificates.ts";
import { metadataOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import type { KubernetesService } from "./service.ts";

/**
 * For clusters without Gateway API. It says only what every controller understands: time-outs and the redirect to HTTPS are annotations of
 * each controller's own, and those of the one most had (ingress-nginx) go with it.
 */
export function ingressRoute(
  spec: Spec,
  network: KubernetesNetwork,
  service: KubernetesService,
  parent: pulumi.Resource,
): void {
  const { namespace, host } = network;
  const { ingressClass: ingressClassName } = spec.settings;
  const secretName = certificate(spec, network, { ingress: { ingressClassName } }, parent);

  // An Ingress can't refuse a path: it leads to a service that nobody stands behind, which every controller answers with 503.
  const nobody = new Service(
    "nobody",
    { metadata: metadataOf(spec, namespace, "nobody"), spec: { ports: [{ name: "http", port: 80 }] } },
    { parent },
  );
  const path = (path: string, name: pulumi.Output<string>) => ({
    path,
    pathType: "Prefix",
    backend: { service: { name, port: { name: "http" } } },
  });
  new Ingress(
    "chat",
    {
      // The address comes when the controller has taken it up, which is no concern of the stack's other parts.
      metadata: { ...metadataOf(spec, namespace, "campfire"), annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        ingressClassName,
        tls: [{ hosts: [host], secretName }],
        rules: [{ host, http: { paths: [path("/metrics", nobody.metadata.name), path("/", service.name)] } }],
      },
    },
    { parent },
  );
}
