import type * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import type * as storage from "@pulumi/gcp/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Image, Spec } from "../contract.ts";
import type { Environment, Mount } from "./containers.ts";
import type { GcpDatabase } from "./database.ts";
import { allowObjects, type GcpFiles } from "./files.ts";
import { type Identity, identity } from "./identity.ts";
import { type AppJob, appJob } from "./job.ts";
import type { GcpNetwork } from "./network.ts";
import { allowReading } from "./secret.ts";
import type { GcpSecrets } from "./secrets.ts";
import type { GcpService } from "./service.ts";

export interface BackupNeeds {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
  files: GcpFiles;
  image: Image;
  service: GcpService;
}

export interface BackupJobs {
  backup: cloudrun.Job;
  verify: cloudrun.Job;
  /** Nothing starts it but an operator. */
  restore: cloudrun.Job;
}

const backupsFolder = "/mnt/backups";

/** The app's commands around backups, as jobs. What makes and proves backups can't change an attachment; what restores them can. */
export function backupJobs(
  spec: Spec,
  bucket: storage.Bucket,
  needs: BackupNeeds,
  parent: pulumi.Resource,
): BackupJobs {
  const maker = identity("backups", `Backs up ${spec.project} ${spec.stack}`, parent);
  const restorer = identity("restore", `Restores ${spec.project} ${spec.stack}`, parent);
  const make = common(spec, { ...needs, bucket, who: maker, writeFiles: false }, parent);
  const restore = common(spec, { ...needs, bucket, who: restorer, writeFiles: true }, parent);
  return {
    backup: appJob("backup", { ...make, args: ["backup"], cpu: 1, memoryMiB: 1024 }, parent),
    verify: appJob("verify-backup", { ...make, args: ["verify-backup"], cpu: 2, memoryMiB: 2048 }, parent),
    restore: appJob(
      "restore",
      { ...restore, args: ["restore", "newest"], cpu: 2, memoryMiB: 2048, retries: 0 },
      parent,
    ),
  };
}

interface CommonNeeds extends BackupNeeds {
  bucket: storage.Bucket;
  who: Identity;
  writeFiles: boolean;
}

function common(spec: Spec, needs: CommonNeeds, parent: pulumi.Resource) {
  const { network, secrets, database, files, image, service, bucket, who, writeFiles } = needs;
  const { keep } = spec.lifecycle.backups;
  const environment: Environment = {
    NODE_ENV: "production",
    CAMPFIRE_LOG_LEVEL: spec.settings.logLevel,
    CAMPFIRE_DATABASE_URL: database.secret,
    CAMPFIRE_FILES_URL: files.url,
    CAMPFIRE_BACKUP_DIR: backupsFolder,
    CAMPFIRE_BACKUP_KEY: secrets.backupKey,
    CAMPFIRE_BACKUP_KEEP: `hourly=${keep.hourly},daily=${keep.daily},weekly=${keep.weekly},monthly=${keep.monthly}`,
  };
  const mounts: Mount[] = [
    service.runtime.mounts.database,
    { ...service.runtime.mounts.files, bucket: { bucket: files.bucket, readOnly: !writeFiles } },
    // Also to prove a backup: that it was proved is noted beside it.
    { name: "backups", path: backupsFolder, bucket: { bucket, readOnly: false } },
  ];
  return {
    spec,
    part: "backups",
    network,
    image: image.reference,
    identity: who,
    environment,
    mounts,
    // An hour without a chat is the most that a restore may take (deployment guide).
    timeoutSeconds: 3600,
    retries: 1,
    dependsOn: [
      service.migrated,
      ...[database.secret, database.authority, secrets.backupKey].map((secret) => allowReading(secret, who, parent)),
      allowObjects(files.bucket, { who, write: writeFiles, name: "files" }, parent),
      allowObjects(bucket, { who, write: true, name: "backups" }, parent),
    ],
  } satisfies Omit<AppJob, "args" | "cpu" | "memoryMiB">;
}
