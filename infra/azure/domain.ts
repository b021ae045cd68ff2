import * as cdn from "@pulumi/azure-native/cdn/index.js";
import * as dns from "@pulumi/azure-native/dns/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { zoneOf } from "../dns.ts";
import type { AzureNetwork } from "./network.ts";

/** Seconds that resolvers may keep a record. */
const ttl = 300;

/** An Azure DNS zone, in the subscription of the stack. */
export interface DnsZone {
  group: string;
  /** As example.com. */
  name: string;
}

/** Reads the zone that `zoneOf` gives, as `resource-group/example.com`; undefined when there is none or it isn't of that form. */
export function parseDnsZone(text: string | undefined): DnsZone | undefined {
  const [, group, name] = /^([\w.()-]+)\/([a-z0-9.-]+)$/.exec(text ?? "") ?? [];
  return group === undefined || name === undefined ? undefined : { group, name };
}

/** A host's name within a zone: "chat" for chat.example.com, "@" for the zone itself; undefined when it lies outside. */
export function relativeName(host: string, zone: string): string | undefined {
  if (host === zone) return "@";
  return host.endsWith(`.${zone}`) ? host.slice(0, -zone.length - 1) : undefined;
}

interface CustomDomain {
  id: pulumi.Output<string>;
  /** What the operator has to make; empty when the zone is ours to write to. */
  records: Record<string, pulumi.Output<string>>;
}

/** The setting `domain` as a domain of Front Door's, with a certificate that Front Door gets and renews; undefined without the setting. */
export function customDomain(spec: Spec, network: AzureNetwork, parent: pulumi.Resource): CustomDomain | undefined {
  const host = spec.settings.domain;
  if (host === "") return undefined;
  const { group, address } = network;
  const zone = parseDnsZone(zoneOf(spec.settings));
  const domain = new cdn.AFDCustomDomain(
    "chat",
    {
      resourceGroupName: group,
      profileName: address.profileName,
      hostName: host,
      tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: "TLS12" },
    },
    { parent },
  );
  const proof = domain.validationProperties.apply(({ validationToken }) => validationToken);
  if (!zone) {
    return {
      id: domain.id,
      records: {
        "the chat's address": pulumi.interpolate`${host}. CNAME ${address.endpoint.hostName}.`,
        "proof for the certificate": pulumi.interpolate`_dnsauth.${host}. TXT ${proof}`,
      },
    };
  }
  writeRecords(host, zone, { proof, address }, parent);
  return { id: domain.id, records: {} };
}

function writeRecords(
  host: string,
  zone: DnsZone,
  { proof, address }: { proof: pulumi.Output<string>; address: AzureNetwork["address"] },
  parent: pulumi.Resource,
): void {
  const name = relativeName(host, zone.name) ?? host;
  const place = { resourceGroupName: zone.group, zoneName: zone.name, ttl };
  new dns.RecordSet(
    "proof",
    {
      ...place,
      recordType: "TXT",
      relativeRecordSetName: name === "@" ? "_dnsauth" : `_dnsauth.${name}`,
      txtRecords: [{ value: [proof] }],
    },
    { parent },
  );
  // A zone's own name can't be a CNAME; Azure follows an alias instead.
  const leads =
    name === "@"
      ? { recordType: "A", targetResource: { id: address.endpoint.id } }
      : { recordType: "CNAME", cnameRecord: { cname: address.endpoint.hostName } };
  new dns.RecordSet("chat", { ...place, relativeRecordSetName: name, ...leads }, { parent });
}
