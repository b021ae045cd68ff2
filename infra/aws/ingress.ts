import * as lb from "@pulumi/aws/lb/index.js";
import * as route53 from "@pulumi/aws/route53/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Ingress, Spec } from "../contract.ts";
import { zoneOf } from "../dns.ts";
import { timing } from "../presets.ts";
import { zoneIdOf } from "./certificate.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import { publicUrl, tagsOf } from "./names.ts";
import type { AwsService } from "./service.ts";
import { webFirewall } from "./web-firewall.ts";

export interface AwsIngress extends Ingress {
  front: LoadBalancer;
}

/** The load balancer that the replicas registered with, made reachable: firewall, redirect, refusals, address. */
export function ingress(spec: Spec, { service }: { service: AwsService }): AwsIngress {
  const { front } = service;
  const parent = front.component;
  const { domain } = spec.settings;
  const zone = zoneOf(spec.settings);
  const tags = tagsOf(spec, "ingress");

  const firewall = webFirewall(spec, { loadBalancerArn: front.arn, parent });
  new lb.Listener(
    "http",
    {
      loadBalancerArn: front.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      tags,
    },
    { parent },
  );
  new lb.ListenerRule(
    "metrics",
    {
      listenerArn: front.listener.arn,
      priority: 1,
      conditions: [{ pathPattern: { values: ["/metrics", "/metrics/*"] } }],
      actions: [
        {
          type: "fixed-response",
          fixedResponse: { statusCode: "403", contentType: "text/plain", messageBody: "Not from outside." },
        },
      ],
      tags,
    },
    { parent },
  );
  if (zone !== undefined) {
    new route53.Record(
      "chat",
      {
        zoneId: zoneIdOf(zone, parent),
        name: domain,
        type: "A",
        aliases: [{ name: front.dnsName, zoneId: front.dnsZoneId, evaluateTargetHealth: false }],
      },
      // People are led here only once everything stands that has to.
      { parent, dependsOn: [firewall] },
    );
  }
  return {
    summary: `${domain}, TLS 1.2 and 1.3, web application firewall`,
    url: pulumi.output(publicUrl(spec)),
    idleTimeout: timing.idleTimeout,
    front,
    ...(zone === undefined ? byHand(spec, front) : {}),
  };
}

/** What has to be entered where the domain's records are kept, when that isn't Route 53. */
function byHand(spec: Spec, front: LoadBalancer): Pick<Ingress, "notices" | "records"> {
  const { domain } = spec.settings;
  return {
    notices: [
      `Make the records of the output \`dns\` where the zone of ${domain} is kept; the first \`up\` tells the certificate's, and waits for it up to 75 minutes.`,
    ],
    records: {
      "the chat's address": pulumi.interpolate`${domain}. CNAME ${front.dnsName}.`,
      ...(front.proof ? { "proof for the certificate": front.proof } : {}),
    },
  };
}
