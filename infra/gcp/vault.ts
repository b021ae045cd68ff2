import * as storage from "@pulumi/gcp/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { privateBucket } from "./bucket.ts";
import { projectId, region } from "./project.ts";

const day = 24 * 3600;

/**
 * A second bucket of backups: written by Storage Transfer Service alone, each object locked for the lifecycle's days whoever asks for its
 * deletion, and spread over the continent, so that it outlives a region. The app's own bucket can't have that lock: there the app renames
 * what it has written and deletes what its schedule no longer keeps. The vault outlives the stack as well: who gives up the stack deletes
 * it by hand, once its locks have ended.
 */
export function vault(spec: Spec, source: storage.Bucket, parent: pulumi.Resource): storage.Bucket {
  const { objectLockDays, backups } = spec.lifecycle;
  const bucket = privateBucket("vault", { spec, part: "backups", outlives: true }, parent, {
    location: continentOf(region()),
    storageClass: "NEARLINE",
    retentionPolicy: { retentionPeriod: String(objectLockDays * day) },
    lifecycleRules: [{ action: { type: "Delete" }, condition: { age: longestKept(backups.keep) } }],
  });

  const service = storage.getTransferProjectServiceAccountOutput({ project: projectId() }, { parent });
  const allow = (name: string, { name: of }: storage.Bucket, role: string) =>
    new storage.BucketIAMMember(
      `transfer-${name}`,
      { bucket: of, role, member: pulumi.interpolate`serviceAccount:${service.email}` },
      { parent },
    );
  new storage.TransferJob(
    "vault",
    {
      description: `Copies the backups of ${spec.project} ${spec.stack} to where nobody can delete them`,
      schedule: {
        // A day that has passed: it starts at the next full interval.
        scheduleStartDate: { year: 2025, month: 1, day: 1 },
        repeatInterval: "3600s",
      },
      transferSpec: {
        gcsDataSource: { bucketName: source.name },
        gcsDataSink: { bucketName: bucket.name },
        // A backup never changes; what differs from its copy is not to take the copy's place.
        transferOptions: { overwriteObjectsAlreadyExistingInSink: false },
      },
    },
    {
      parent,
      dependsOn: [
        allow("reads-backups", source, "roles/storage.objectViewer"),
        allow("lists-backups", source, "roles/storage.legacyBucketReader"),
        allow("writes-vault", bucket, "roles/storage.legacyBucketWriter"),
      ],
    },
  );
  return bucket;
}

/**
 * Days after which no tier of the schedule keeps a backup any more, and a month to spare. What a newer backup still holds is then copied
 * anew within the hour: backups share what is alike.
 */
export const longestKept = ({ daily, weekly, monthly }: Spec["lifecycle"]["backups"]["keep"]) =>
  Math.max(daily, weekly * 7, monthly * 31) + 31;

/** Cloud Storage's multi-region of the region's continent; a region of none stays by itself. */
export function continentOf(name: string): string {
  if (name.startsWith("europe-")) return "EU";
  if (name.startsWith("us-")) return "US";
  if (name.startsWith("asia-")) return "ASIA";
  return name;
}
