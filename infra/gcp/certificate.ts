import * as certificatemanager from "@pulumi/gcp/certificatemanager/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { type DnsRecord, keepRecords } from "./dns.ts";
import { labels } from "./project.ts";

export interface Certificate {
  map: certificatemanager.CertificateMap;
  entry: certificatemanager.CertificateMapEntry;
  /** What proves to Google that the domain is ours, for as long as the certificate is to be renewed. */
  proof: DnsRecord;
}

interface Of {
  spec: Spec;
  part: PartName;
  domain: string;
}

/** A certificate that Google signs and renews. Proved by DNS, so that it is there before the domain leads here. */
export function managedCertificate(name: string, { spec, part, domain }: Of, parent: pulumi.Resource): Certificate {
  const common = { labels: labels(spec, part) };
  const authorization = new certificatemanager.DnsAuthorization(name, { ...common, domain }, { parent });
  const record = authorization.dnsResourceRecords[0]!;
  const proof = { name: record.name, type: record.type, values: [record.data] };
  keepRecords(`${name}-proof`, spec, [proof], parent);

  const certificate = new certificatemanager.Certificate(
    name,
    { ...common, managed: { domains: [domain], dnsAuthorizations: [authorization.id] } },
    { parent },
  );
  const map = new certificatemanager.CertificateMap(name, common, { parent });
  const entry = new certificatemanager.CertificateMapEntry(
    name,
    { ...common, map: map.name, hostname: domain, certificates: [certificate.id] },
    { parent },
  );
  return { map, entry, proof };
}
