import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Ingress, Spec } from "../contract.ts";
import { timing } from "../presets.ts";
import { signerOf } from "../tls.ts";
import { ingressRoute } from "./classic-ingress.ts";
import { gatewayRoutes } from "./gateway.ts";
import { namespaceOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import type { KubernetesService } from "./service.ts";

interface Needs {
  network: KubernetesNetwork;
  service: KubernetesService;
}

/** A Gateway of the stack's own and its routes; an Ingress where the cluster has no Gateway API. */
export function ingress(spec: Spec, { network, service }: Needs): Ingress {
  const parent = componentOf("kubernetes", "ingress");
  const { gatewayClass, ingressClass, clusterIssuer } = spec.settings;
  const way = ingressClass === "" ? gatewayRoutes : ingressRoute;
  way(spec, network, service, parent);
  return {
    summary: ingressClass === "" ? `Gateway of the class ${gatewayClass}` : `Ingress of the class ${ingressClass}`,
    notices: [
      ...dnsNotice(spec, network),
      ...(signerOf(spec, network.host) === "internal" && clusterIssuer === "" ? [authorityNotice(spec)] : []),
    ],
    url: pulumi.output(`https://${network.host}`),
    idleTimeout: timing.idleTimeout,
  };
}

function dnsNotice(spec: Spec, { host }: KubernetesNetwork): string[] {
  const kind = spec.settings.ingressClass === "" ? "gateway" : "ingress";
  return [
    `Let ${host} lead to the address of \`kubectl -n ${namespaceOf(spec)} get ${kind} campfire\`, with a record in your DNS.`,
  ];
}

const authorityNotice = (spec: Spec) =>
  `The certificate is signed by the stack's own authority. For browsers to trust it, import \`kubectl -n ${namespaceOf(spec)} get secret campfire-authority -o jsonpath='{.data.ca\\.crt}' | base64 -d\`.`;
