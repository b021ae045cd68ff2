import type * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as compute from "@pulumi/gcp/compute/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import type { Certificate } from "./certificate.ts";
import { labels, region } from "./project.ts";

interface Of {
  spec: Spec;
  part: PartName;
  domain: string;
  service: cloudrun.Service;
  certificate: Certificate;
  /** Who is let through to it. */
  policy: compute.SecurityPolicy;
  addresses: compute.GlobalAddress[];
  /** Answer port 80 too, with a redirect to HTTPS. */
  redirect: boolean;
}

/** A global external HTTPS load balancer before a Cloud Run service: one host name, TLS 1.2 and later. Its last resources are returned. */
export function httpsLoadBalancer(name: string, of: Of, parent: pulumi.Resource): compute.GlobalForwardingRule[] {
  const { domain, service, certificate, policy } = of;
  const group = new compute.RegionNetworkEndpointGroup(
    name,
    { region: region(), networkEndpointType: "SERVERLESS", cloudRun: { service: service.name } },
    { parent },
  );
  const backend = new compute.BackendService(
    name,
    {
      loadBalancingScheme: "EXTERNAL_MANAGED",
      // Not HTTP/2 to the service: WebSockets can't be upgraded on it there (pitfall 11).
      protocol: "HTTPS",
      backends: [{ group: group.id }],
      securityPolicy: policy.selfLink,
      sessionAffinity: "NONE",
      logConfig: { enable: true, sampleRate: 1 },
    },
    { parent },
  );
  const urlMap = new compute.URLMap(
    name,
    {
      // Another host name that leads here is none of ours: it is sent to the right one.
      defaultUrlRedirect: { hostRedirect: domain, httpsRedirect: true, stripQuery: false },
      hostRules: [{ hosts: [domain], pathMatcher: "chat" }],
      pathMatchers: [{ name: "chat", defaultService: backend.id }],
    },
    { parent },
  );
  const tls = new compute.SSLPolicy(name, { profile: "MODERN", minTlsVersion: "TLS_1_2" }, { parent });
  const proxy = new compute.TargetHttpsProxy(
    name,
    {
      urlMap: urlMap.id,
      certificateMap: pulumi.interpolate`//certificatemanager.googleapis.com/${certificate.map.id}`,
      sslPolicy: tls.id,
      quicOverride: "NONE",
    },
    { parent, dependsOn: [certificate.entry] },
  );
  const secure = forward(name, "443", proxy.id, of, parent);
  return of.redirect
    ? [...secure, ...forward(`${name}-http`, "80", redirectToHttps(name, parent).id, of, parent)]
    : secure;
}

function redirectToHttps(name: string, parent: pulumi.Resource): compute.TargetHttpProxy {
  const urlMap = new compute.URLMap(
    `${name}-http`,
    {
      defaultUrlRedirect: {
        httpsRedirect: true,
        redirectResponseCode: "MOVED_PERMANENTLY_DEFAULT",
        stripQuery: false,
      },
    },
    { parent },
  );
  return new compute.TargetHttpProxy(`${name}-http`, { urlMap: urlMap.id }, { parent });
}

/** What listens on a port, once for each address. */
function forward(
  name: string,
  port: "443" | "80",
  target: pulumi.Input<string>,
  { spec, part, addresses }: Of,
  parent: pulumi.Resource,
): compute.GlobalForwardingRule[] {
  return addresses.map(
    (address, index) =>
      new compute.GlobalForwardingRule(
        index === 0 ? name : `${name}-ipv6`,
        {
          loadBalancingScheme: "EXTERNAL_MANAGED",
          ipProtocol: "TCP",
          ipAddress: address.id,
          portRange: port,
          target,
          labels: labels(spec, part),
        },
        { parent },
      ),
  );
}
