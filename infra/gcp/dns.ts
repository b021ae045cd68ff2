import type * as compute from "@pulumi/gcp/compute/index.js";
import * as dns from "@pulumi/gcp/dns/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { zoneOf } from "../dns.ts";

export interface DnsRecord {
  /** With a dot at the end. */
  name: pulumi.Input<string>;
  type: pulumi.Input<string>;
  values: pulumi.Input<string>[];
}

/** What leads a host name to the load balancer. */
export const addressRecords = (domain: string, addresses: { A: compute.GlobalAddress; AAAA?: compute.GlobalAddress }) =>
  Object.entries(addresses).map(([type, { address }]): DnsRecord => ({ name: `${domain}.`, type, values: [address] }));

/** Makes records in the zone of the setting dnsZone; where that is elsewhere the operator makes them, told by `recordsToMake`. */
export function keepRecords(name: string, spec: Spec, records: DnsRecord[], parent: pulumi.Resource): void {
  const zone = zoneOf(spec.settings);
  if (zone === undefined) return;
  records.forEach((record, index) => {
    new dns.RecordSet(
      index === 0 ? name : `${name}-${index + 1}`,
      { managedZone: zone, name: record.name, type: record.type, ttl: 300, rrdatas: record.values },
      { parent },
    );
  });
}

/** The records that are the operator's to make, as "purpose (name, type)" → value; none where the stack makes them. */
export function recordsToMake(spec: Spec, records: Record<string, DnsRecord>): Record<string, pulumi.Output<string>> {
  if (zoneOf(spec.settings) !== undefined) return {};
  return Object.fromEntries(
    Object.entries(records).map(([purpose, { name, type, values }]) => [
      purpose,
      pulumi.interpolate`${name} ${type} ${values[0]!}`,
    ]),
  );
}
