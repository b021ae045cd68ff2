import * as lb from "@pulumi/aws/lb/index.js";
import * as route53 from "@pulumi/aws/route53/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Ingress, Spec } from "../contract.ts";
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
  const { domain, dnsZone } = spec.settings;
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
  if (dnsZone !== "") {
    new route53.Record(
      "chat",
      {
        zoneId: zoneIdOf(dnsZone, parent),
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
    ...(dnsZone === "" ? byHand(spec, front) : {}),
  };
}

/** What has to be entered where the domain's records are kept, when that isn't Route 53. */
function byHand(spec: Spec, front: LoadBalancer): Pick<Ingress, "notices" | "commands"> {
  const { domain } = spec.settings;
  return {
    notices: [
      `No dnsZone is set, so two DNS records are yours to make: the outputs \`commands\` say which. \`up\` waits up to 75 minutes for the certificate's. For Route 53: \`pulumi config set dnsZone ZONE\`.`,
    ],
    commands: {
      "DNS record that leads to the chat": pulumi.interpolate`${domain}. CNAME ${front.dnsName}.`,
      ...(front.recordsToMake ? { "DNS record that proves the domain": front.recordsToMake } : {}),
    },
  };
}
