import * as storage from "@pulumi/gcp/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { privateBucket } from "./bucket.ts";
import { projectId, region } from "./project.ts";

const day = 24 * 3600;

/**
 * A second bucket of backups: written by Storage Transfer Service alone, each object locked for the lifecycle's days whoever asks for its
 * deletion, and spread over the continent, so that it outlives a region. The app's own bucket can't have that lock: the app has to delete
 * there what its schedule no longer keeps. It outlives the stack: who gives that up deletes the
 * vault by hand, once its locks have ended.
 */
export function vault(spec: Spec, backups: storage.Bucket, parent: pulumi.Resource): storage.Bucket {
  const { objectLockDays } = spec.lifecycle;
  const bucket = privateBucket("vault", { spec, part: "backups", outlives: true }, parent, {
    location: continentOf(region()),
    storageClass: "NEARLINE",
    retentionPolicy: { retentionPeriod: String(objectLockDays * day) },
    lifecycleRules: [{ action: { type: "Delete" }, condition: { age: keptDays(objectLockDays) } }],
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
        gcsDataSource: { bucketName: backups.name },
        gcsDataSink: { bucketName: bucket.name },
        // A backup never changes; what differs from its copy is not to take the copy's place.
        transferOptions: { overwriteObjectsAlreadyExistingInSink: false },
      },
    },
    {
      parent,
      dependsOn: [
        allow("reads-backups", backups, "roles/storage.objectViewer"),
        allow("lists-backups", backups, "roles/storage.legacyBucketReader"),
        allow("writes-vault", bucket, "roles/storage.legacyBucketWriter"),
      ],
    },
  );
  return bucket;
}

/** Every hourly backup comes here, so they don't stay for much longer than they are locked. */
const keptDays = (locked: number) => locked + 7;

/** Cloud Storage's multi-region of the region's continent; a region of none stays by itself. */
export function continentOf(name: string): string {
  if (name.startsWith("europe-")) return "EU";
  if (name.startsWith("us-")) return "US";
  if (name.startsWith("asia-")) return "ASIA";
  return name;
}
