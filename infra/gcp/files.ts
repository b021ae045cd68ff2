import * as storage from "@pulumi/gcp/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { privateBucket } from "./bucket.ts";
import type { Identity } from "./identity.ts";

export interface GcpFiles extends Files {
  bucket: storage.Bucket;
}

/** Where every container of the app finds the attachments (containers.ts mounts the bucket). */
export const filesFolder = "/mnt/files";

/**
 * Attachments, in a Cloud Storage bucket that every instance mounts as a folder. Mounted rather than spoken to as S3: the S3 way needs an
 * HMAC key, which never expires and many organisations forbid, while a mount uses the instance's own identity. The app only ever writes
 * whole files and never changes one, which is what such a mount is good at; locks and databases have no place in it (pitfall 5).
 */
export function files(spec: Spec): GcpFiles {
  const parent = componentOf("gcp", "files");
  const bucket = privateBucket("files", { spec, part: "files" }, parent, {
    versioning: { enabled: true },
    lifecycleRules: [
      { action: { type: "Delete" }, condition: { withState: "ARCHIVED", daysSinceNoncurrentTime: oldVersionsDays } },
    ],
  });
  return {
    summary: pulumi.interpolate`gs://${bucket.name}, mounted as ${filesFolder}`,
    url: pulumi.output(`file://${filesFolder}`),
    bucket,
  };
}

/** What was deleted or overwritten by mistake can be had back for so many days. */
const oldVersionsDays = 30;

/** Lets somebody read and write the objects of a bucket, or only read them. */
export function allowObjects(
  bucket: storage.Bucket,
  { who, write, name }: { who: Identity; write: boolean; name: string },
  parent: pulumi.Resource,
): pulumi.Resource {
  return new storage.BucketIAMMember(
    `${who.name}-${write ? "writes" : "reads"}-${name}`,
    {
      bucket: bucket.name,
      role: write ? "roles/storage.objectUser" : "roles/storage.objectViewer",
      member: who.member,
    },
    { parent },
  );
}
