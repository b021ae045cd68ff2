import * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";

interface BucketArgs {
  spec: Spec;
  part: PartName;
  /** Days that an object is kept, by the prefix of its name. */
  keepDays: Record<string, number>;
  /** Days that an object is kept which was overwritten or deleted; 0 keeps none. */
  keepDeletedDays?: number;
  /** Who else may do what, besides roles of this account. */
  statements?: (bucketArn: pulumi.Output<string>) => PolicyStatement[];
  protect?: boolean;
  parent: pulumi.Resource;
}

interface PolicyStatement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal: "*" | { Service: string };
  Action: string;
  Resource: pulumi.Input<string> | pulumi.Input<string>[];
  Condition?: Record<string, Record<string, pulumi.Input<string>>>;
}

export interface PrivateBucket {
  bucket: s3.Bucket;
  versioning: s3.BucketVersioning;
  /** Its name, known once its policy lets in whom it names. */
  opened: pulumi.Output<string>;
}

/** A bucket that nobody reaches without TLS or from outside the account, and whose objects are encrypted. */
export function privateBucket(name: string, args: BucketArgs): PrivateBucket {
  const { spec, part, keepDeletedDays = 0, statements = () => [], protect = false, parent } = args;
  const made = new s3.Bucket(
    name,
    { forceDestroy: spec.lifecycle.emptyOnDestroy, tags: tagsOf(spec, part) },
    { parent, protect },
  );
  const bucket = made.bucket;
  const closed = new s3.BucketPublicAccessBlock(
    name,
    { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    { parent },
  );
  new s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }] },
    { parent },
  );
  const versioning = new s3.BucketVersioning(
    name,
    { bucket, versioningConfiguration: { status: keepDeletedDays > 0 ? "Enabled" : "Disabled" } },
    { parent },
  );
  new s3.BucketLifecycleConfiguration(
    name,
    { bucket, rules: lifecycleRules(args) },
    // Rules for old versions are refused before there are versions.
    { parent, dependsOn: [versioning] },
  );
  const policy = {
    Version: "2012-10-17" as const,
    Statement: [onlyEncrypted(made.arn), ...statements(made.arn)],
  };
  // S3 refuses a policy and a public access block that arrive at once.
  const opened = new s3.BucketPolicy(name, { bucket, policy }, { parent, dependsOn: [closed] });
  return { bucket: made, versioning, opened: opened.bucket };
}

const onlyEncrypted = (bucketArn: pulumi.Output<string>): PolicyStatement => ({
  Sid: "OnlyEncrypted",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** One rule a prefix; and for all, that what was never finished or already replaced does not stay for ever. */
const lifecycleRules = ({ keepDays, keepDeletedDays }: BucketArgs) => [
  ...Object.entries(keepDays).map(([prefix, days]) => ({
    id: `keep-${prefix.replace(/\W/g, "") || "all"}`,
    status: "Enabled",
    filter: { prefix },
    expiration: { days },
  })),
  {
    id: "leftovers",
    status: "Enabled",
    filter: { prefix: "" },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    ...(keepDeletedDays ? { noncurrentVersionExpiration: { noncurrentDays: keepDeletedDays } } : {}),
  },
];
