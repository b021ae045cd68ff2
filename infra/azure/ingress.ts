import * as cdn from "@pulumi/azure-native/cdn/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Ingress, Spec } from "../contract.ts";
import { zoneOf } from "../dns.ts";
import { environmentIdleTimeout } from "./apps-environment.ts";
import { customDomain } from "./domain.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import type { AzureService } from "./service.ts";
import { azureSize, frontDoorSockets } from "./sizing.ts";
import { firewall } from "./web-firewall.ts";

export interface AzureIngress extends Ingress {
  profileId: pulumi.Output<string>;
}

interface Needs {
  network: AzureNetwork;
  service: AzureService;
}

/** Seconds of silence after which Front Door closes a WebSocket; it can't be changed. Source: learn.microsoft.com, Front Door, "WebSocket". */
const frontDoorIdleTimeout = 300;

/** Front Door with a managed certificate and a firewall. The network lets nobody else reach the replicas (subnets.ts), and they let in no other Front Door (service.ts). */
export function ingress(spec: Spec, { network, service }: Needs): AzureIngress {
  const parent = componentOf("azure", "ingress");
  const tags = tagsOf(spec, "ingress");
  const { address } = network;
  const place = { resourceGroupName: network.group, profileName: address.profileName };

  const group = new cdn.AFDOriginGroup(
    "replicas",
    {
      ...place,
      // One origin: there is nothing to choose from, so nothing is probed, and replicas are looked after by Container Apps.
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyInMilliseconds: 50 },
      // Any replica serves anyone (pitfall 2).
      sessionAffinityState: "Disabled",
    },
    { parent },
  );
  const origin = new cdn.AFDOrigin(
    "replicas",
    {
      ...place,
      originGroupName: group.name,
      hostName: service.hostName,
      originHostHeader: service.hostName,
      httpsPort: 443,
      httpPort: 80,
      enforceCertificateNameCheck: true,
      enabledState: "Enabled",
    },
    { parent, dependsOn: [service.resource] },
  );
  const domain = customDomain(spec, network, parent);
  const route = new cdn.Route(
    "chat",
    {
      ...place,
      endpointName: address.endpoint.name,
      originGroup: { id: group.id },
      patternsToMatch: ["/*"],
      supportedProtocols: ["Http", "Https"],
      httpsRedirect: "Enabled",
      forwardingProtocol: "HttpsOnly",
      customDomains: domain ? [{ id: domain.id }] : [],
      // With a domain there is one address for the chat, not two.
      linkToDefaultDomain: domain ? "Disabled" : "Enabled",
      enabledState: "Enabled",
    },
    // A route to a group that has no origin yet is refused.
    { parent, dependsOn: [origin] },
  );

  const policy = firewall(spec, { resourceGroupName: network.group, tags }, parent);
  new cdn.SecurityPolicy(
    "firewall",
    {
      ...place,
      parameters: {
        type: "WebApplicationFirewall",
        wafPolicy: { id: policy.id },
        associations: [{ domains: [{ id: domain?.id ?? address.endpoint.id }], patternsToMatch: ["/*"] }],
      },
    },
    { parent, dependsOn: [route] },
  );
  return {
    summary: pulumi.interpolate`Front Door at ${address.url}, ${azureSize(spec).frontDoor === "Premium_AzureFrontDoor" ? "with maintained firewall rules" : "with rate limits"}`,
    url: address.url,
    idleTimeout: Math.min(frontDoorIdleTimeout, environmentIdleTimeout(spec)),
    records: domain?.records ?? {},
    profileId: address.profileId,
    notices: [...recordsByHand(spec), ...certificateTakesTime(spec), ...tooFewSockets(spec)],
  };
}

function recordsByHand({ settings }: Spec): string[] {
  if (settings.domain === "" || zoneOf(settings) !== undefined) return [];
  return [`Make the records of the output \`dns\` where the zone of ${settings.domain} is kept.`];
}

function certificateTakesTime({ settings: { domain } }: Spec): string[] {
  if (domain === "") return [];
  return [
    `Front Door gets the certificate for ${domain} once it has seen its DNS records: minutes after the first \`up\`, seldom hours. Until then browsers are refused.`,
  ];
}

function tooFewSockets({ size }: Spec): string[] {
  if (size.thresholds.connections <= frontDoorSockets) return [];
  return [
    `Front Door lets ${frontDoorSockets} WebSockets through at once, and this size is meant for up to ${size.thresholds.connections}. Ask Azure's support for a higher limit of the profile before more than ${Math.round(frontDoorSockets * 0.8)} people connect.`,
  ];
}
