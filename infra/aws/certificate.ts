import * as acm from "@pulumi/aws/acm/index.js";
import * as route53 from "@pulumi/aws/route53/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { zoneOf } from "../dns.ts";
import { tagsOf } from "./names.ts";

interface Certificate {
  arn: pulumi.Output<string>;
  /** A listener can use it only from then on. */
  issued: pulumi.Resource;
  /** The record that proves the domain, where it is somebody's to make by hand. */
  proof: pulumi.Output<string> | undefined;
}

/** The certificate of the domain, proven by a DNS record and renewed by AWS for as long as the record stands. */
export function certificate(spec: Spec, parent: pulumi.Resource): Certificate {
  const { domain } = spec.settings;
  const zone = zoneOf(spec.settings);
  const made = new acm.Certificate(
    "certificate",
    { domainName: domain, validationMethod: "DNS", tags: tagsOf(spec, "ingress") },
    { parent },
  );
  const proof = made.domainValidationOptions[0]!;
  const validation = (records?: pulumi.Input<string>[]) =>
    new acm.CertificateValidation(
      "certificate",
      { certificateArn: made.arn, validationRecordFqdns: records },
      { parent, customTimeouts: { create: "75m" } },
    );
  if (zone === undefined) {
    const record = pulumi.interpolate`${proof.resourceRecordName} ${proof.resourceRecordType} ${proof.resourceRecordValue}`;
    // Said while `up` waits for it: afterwards would be too late.
    record.apply((text) => pulumi.log.info(`The certificate of ${domain} waits for this DNS record: ${text}`));
    return { arn: made.arn, issued: validation(), proof: record };
  }
  const record = new route53.Record(
    "certificate",
    {
      zoneId: zoneIdOf(zone, parent),
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // The same record proves every certificate of the domain in this account, also one that is on its way out.
      allowOverwrite: true,
    },
    { parent },
  );
  return { arn: made.arn, issued: validation([record.fqdn]), proof: undefined };
}

/** Route 53's id of a public zone. */
export const zoneIdOf = (zone: string, parent: pulumi.Resource): pulumi.Output<string> =>
  route53.getZoneOutput({ name: zone, privateZone: false }, { parent }).zoneId;
