import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { longestRequest } from "../app-variables.ts";
import type { Spec } from "../contract.ts";
import { certificate } from "./certificates.ts";
import { type Metadata, metadataOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import type { KubernetesService } from "./service.ts";

const apiVersion = "gateway.networking.k8s.io/v1";
const routes = { namespaces: { from: "Same" } };

/** Seconds that a request has at least. A WebSocket is no request in this sense, and has no such end. */
const requestTimeout = 300;

/** HTTP only leads to HTTPS (and answers the authority's challenges); metrics are nobody's business outside. */
export function gatewayRoutes(
  spec: Spec,
  network: KubernetesNetwork,
  service: KubernetesService,
  parent: pulumi.Resource,
): void {
  const { namespace, host } = network;
  const name = "campfire";
  const solver = { gatewayHTTPRoute: { parentRefs: [{ name, kind: "Gateway", sectionName: "http" }] } };
  const tls = certificate(spec, network, solver, parent);

  const gateway = new CustomResource(
    "gateway",
    {
      apiVersion,
      kind: "Gateway",
      metadata: metadataOf(spec, namespace, name),
      spec: {
        gatewayClassName: spec.settings.gatewayClass,
        listeners: [
          { name: "http", hostname: host, port: 80, protocol: "HTTP", allowedRoutes: routes },
          {
            name: "https",
            hostname: host,
            port: 443,
            protocol: "HTTPS",
            tls: { mode: "Terminate", certificateRefs: [{ name: tls }] },
            allowedRoutes: routes,
          },
        ],
      },
    },
    { parent },
  );
  const route = (metadata: Metadata, sectionName: string, rules: object[]) =>
    new CustomResource(
      metadata.name,
      {
        apiVersion,
        kind: "HTTPRoute",
        metadata,
        spec: { parentRefs: [{ name: gateway.metadata.name, sectionName }], hostnames: [host], rules },
      },
      { parent },
    );
  const below = (value: string) => [{ path: { type: "PathPrefix", value } }];
  const seconds = Math.max(requestTimeout, longestRequest(spec.settings));
  const backendRefs = [{ name: service.name, port: 80 }];

  route(metadataOf(spec, namespace, "to-https"), "http", [
    { matches: below("/"), filters: [redirect({ scheme: "https", port: 443, statusCode: 301 })] },
  ]);
  route(metadataOf(spec, namespace, "chat"), "https", [
    {
      matches: below("/metrics"),
      filters: [redirect({ path: { type: "ReplaceFullPath", replaceFullPath: "/" }, statusCode: 302 })],
    },
    { matches: below("/ws"), filters: [securityHeaders], backendRefs, timeouts: { request: "0s" } },
    { matches: below("/"), filters: [securityHeaders], backendRefs, timeouts: { request: `${seconds}s` } },
  ]);
}

const redirect = (requestRedirect: object) => ({ type: "RequestRedirect", requestRedirect });

/** The deployment guide's. The app says the rest, which it knows better: what its pages may load. */
const securityHeaders = {
  type: "ResponseHeaderModifier",
  responseHeaderModifier: {
    set: [
      { name: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" },
      { name: "X-Content-Type-Options", value: "nosniff" },
      { name: "X-Frame-Options", value: "DENY" },
      { name: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
    ],
  },
};
