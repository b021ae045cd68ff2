import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Ingress, Spec } from "../contract.ts";
import { zoneOf } from "../dns.ts";
import { managedCertificate } from "./certificate.ts";
import { chatUrl } from "./containers.ts";
import { addressRecords, keepRecords, recordsToMake } from "./dns.ts";
import { httpsLoadBalancer } from "./load-balancer.ts";
import type { GcpNetwork } from "./network.ts";
import type { GcpService } from "./service.ts";
import { webFirewall } from "./web-firewall.ts";
import { chatRules } from "./web-firewall-rules.ts";

interface Needs {
  network: GcpNetwork;
  service: GcpService;
}

/** How long the load balancer lets a stream be silent, in seconds; it can't be set (cloud.google.com/load-balancing/docs/https, "Timeouts"). */
export const streamIdleTimeout = 300;

/** The only way in: Google's global HTTPS load balancer with a managed certificate, behind Cloud Armor. */
export function ingress(spec: Spec, { network, service }: Needs): Ingress {
  const parent = componentOf("gcp", "ingress");
  const { domain } = spec.settings;
  const { ipv4, ipv6 } = network.address;
  const certificate = managedCertificate("chat", { spec, part: "ingress", domain }, parent);
  const records = addressRecords(domain, { A: ipv4, AAAA: ipv6 });
  keepRecords("chat", spec, records, parent);

  const listeners = httpsLoadBalancer(
    "chat",
    {
      spec,
      part: "ingress",
      domain,
      service: service.service,
      certificate,
      policy: webFirewall("chat", { spec, part: "ingress", rules: chatRules }, parent),
      addresses: [ipv4, ipv6],
      redirect: true,
    },
    parent,
  );

  return {
    summary: pulumi.interpolate`HTTPS load balancer with Cloud Armor at ${ipv4.address} and ${ipv6.address}`,
    // Known at once, but the chat is there only when the last listener is.
    url: pulumi.all(listeners.map(({ id }) => id)).apply(() => chatUrl(spec)),
    idleTimeout: streamIdleTimeout,
    records: recordsToMake(spec, {
      "the chat's address, IPv4": records[0]!,
      "the chat's address, IPv6": records[1]!,
      "proof for the certificate": certificate.proof,
    }),
    notices:
      zoneOf(spec.settings) === undefined
        ? [
            `Make the records of the output \`dns\` where the zone of ${domain} is kept; the certificate follows within minutes.`,
          ]
        : [],
  };
}
