import * as storage from "@pulumi/gcp/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { labels, region } from "./project.ts";

interface Of {
  spec: Spec;
  part: PartName;
  /** This program can write its content again: then nothing in it needs protection. */
  generated?: boolean;
  /** It stays behind when the stack no longer wants it: what is in it can't be deleted yet. */
  outlives?: boolean;
}

type Differences = Pick<
  storage.BucketArgs,
  "location" | "versioning" | "lifecycleRules" | "retentionPolicy" | "softDeletePolicy" | "storageClass"
>;

const day = 24 * 3600;

/** Cloud Storage keeps deleted objects for 7 to 90 days, or not at all. */
const leastRecoveryDays = 7;

/** A bucket that can't be made public and goes with its content where the lifecycle says so; encrypted, as all of Cloud Storage is. */
export function privateBucket(
  name: string,
  { spec, part, generated = false, outlives = false }: Of,
  parent: pulumi.Resource,
  differences: Partial<Differences> = {},
): storage.Bucket {
  const protect = spec.lifecycle.protectData && !generated && !outlives;
  const emptied = spec.lifecycle.emptyOnDestroy || generated;
  return new storage.Bucket(
    name,
    {
      location: region(),
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      forceDestroy: emptied,
      labels: labels(spec, part),
      // Even who may delete objects can't delete them for good before that.
      softDeletePolicy: { retentionDurationSeconds: emptied ? 0 : leastRecoveryDays * day },
      ...differences,
    },
    { parent, protect, retainOnDelete: outlives },
  );
}
