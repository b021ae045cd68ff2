import * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";

interface BucketArgs {
  spec: Spec;
  part: PartName;
  /** Days that an object is kept, by the prefix of its name. */
  keepDays: Record<string, number>;
  /** Also an object that was overwritten or deleted is kept, for a while. */
  versioned?: boolean;
  /** Who else may do what, besides roles of this account. */
  statements?: (bucketArn: pulumi.Output<string>) => object[];
  protect?: boolean;
  parent: pulumi.Resource;
}

/** A bucket that nobody reaches without TLS or from outside the account, whose objects are encrypted and end some day. */
export function privateBucket(name: string, args: BucketArgs): s3.Bucket {
  const { spec, part, keepDays, versioned = false, statements, protect = false, parent } = args;
  const bucket = new s3.Bucket(
    name,
    { forceDestroy: spec.lifecycle.emptyOnDestroy, tags: tagsOf(spec, part) },
    { parent, protect },
  );
  const options = { parent };
  const closed = new s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
    },
    options,
  );
  const versioning = new s3.BucketVersioning(
    name,
    { bucket: bucket.bucket, versioningConfiguration: { status: versioned ? "Enabled" : "Suspended" } },
    options,
  );
  new s3.BucketLifecycleConfiguration(
    name,
    { bucket: bucket.bucket, rules: lifecycleRules(keepDays) },
    // Rules for old versions are refused before there are versions.
    { ...options, dependsOn: [versioning] },
  );
  const policy = {
    Version: "2012-10-17" as const,
    Statement: [
      {
        Sid: "OnlyEncrypted",
        Effect: "Deny" as const,
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...((statements?.(bucket.arn) ?? []) as []),
    ],
  };
  // S3 refuses a policy and a public access block that arrive at once.
  new s3.BucketPolicy(name, { bucket: bucket.bucket, policy }, { ...options, dependsOn: [closed] });
  return bucket;
}

/** One rule a prefix; and for all, that what was never finished or already replaced does not stay for ever. */
const lifecycleRules = (keepDays: Record<string, number>) => [
  ...Object.entries(keepDays).map(([prefix, days]) => ({
    id: prefix.replace(/\W/g, "") || "all",
    status: "Enabled",
    filter: { prefix },
    expiration: { days },
  })),
  {
    id: "leftovers",
    status: "Enabled",
    filter: { prefix: "" },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    noncurrentVersionExpiration: { noncurrentDays: 1 },
  },
];
