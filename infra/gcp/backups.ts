import * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as cloudscheduler from "@pulumi/gcp/cloudscheduler/index.js";
import type * as storage from "@pulumi/gcp/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Backups, Image, Spec } from "../contract.ts";
import { privateBucket } from "./bucket.ts";
import type { Environment, Mount } from "./containers.ts";
import type { GcpDatabase } from "./database.ts";
import { allowObjects, type GcpFiles } from "./files.ts";
import { type Identity, identity } from "./identity.ts";
import { type AppJob, appJob } from "./job.ts";
import type { GcpNetwork } from "./network.ts";
import { projectId, region } from "./project.ts";
import { allowReading } from "./secret.ts";
import type { GcpSecrets } from "./secrets.ts";
import type { GcpService } from "./service.ts";
import { vault } from "./vault.ts";

export interface GcpBackups extends Backups {
  /** The jobs, of which the alerts want to know whether they succeed. */
  jobs: { backup: cloudrun.Job; verify: cloudrun.Job };
}

interface Needs {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
  files: GcpFiles;
  image: Image;
  service: GcpService;
}

const backupsFolder = "/mnt/backups";
const day = 24 * 3600;

/**
 * Three layers. Cloud SQL archives the write-ahead log, so that the database goes back to any moment (a clone, in minutes: the RTO). The app
 * itself writes encrypted backups of database and files, which outlive the instance, leave at most `everyMinutes` to lose (the RPO), and are
 * restored and compared once a day. In production a copy of these is kept where nobody can delete it, spread over the continent.
 */
export function backups(spec: Spec, needs: Needs): GcpBackups {
  const parent = componentOf("gcp", "backups");
  const { everyMinutes } = spec.lifecycle.backups;
  const bucket = backupBucket(spec, parent);
  const who = identity("backups", `Backs up ${spec.project} ${spec.stack}`, parent);
  const common = appCommon(spec, { ...needs, who, bucket }, parent);

  const backup = appJob("backup", { ...common, args: ["backup"], cpu: 1, memoryMiB: 1024 }, parent);
  const verify = appJob("verify-backup", { ...common, args: ["verify-backup"], cpu: 2, memoryMiB: 2048 }, parent);
  const clock = identity("backups-clock", `Starts the backups of ${spec.project} ${spec.stack}`, parent);
  schedule("backup", { job: backup, clock, cron: `*/${everyMinutes} * * * *` }, parent);
  schedule("verify-backup", { job: verify, clock, cron: "37 3 * * *" }, parent);
  if (spec.lifecycle.objectLockDays > 0) vault(spec, bucket, parent);

  return {
    summary: pulumi.interpolate`every ${everyMinutes} minutes into gs://${bucket.name}, restored once a day to prove them; the database to any moment of the last ${Math.min(7, spec.lifecycle.pointInTimeDays)} days`,
    location: pulumi.interpolate`gs://${bucket.name}`,
    everyMinutes,
    jobs: { backup, verify },
    commands: {
      "list the backups": pulumi.interpolate`gcloud storage ls --recursive gs://${bucket.name}`,
      "make a backup now": run(backup),
      "prove the newest backup now": run(verify),
    },
  };
}

const run = (job: cloudrun.Job) => pulumi.interpolate`gcloud run jobs execute ${job.name} --region=${region()} --wait`;

function backupBucket(spec: Spec, parent: pulumi.Resource): storage.Bucket {
  const { objectLockDays } = spec.lifecycle;
  return privateBucket("backups", { spec, part: "backups" }, parent, {
    softDeletePolicy: { retentionDurationSeconds: objectLockDays * day },
    // By age nothing may go: backups share what is alike, so an old object may be part of the newest. The app deletes what none holds.
    lifecycleRules: [{ action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 1 } }],
  });
}

/** What both jobs share: a backup reads database and files and writes its bucket; nothing else is open to it. */
function appCommon(
  spec: Spec,
  { who, bucket, ...needs }: Needs & { who: Identity; bucket: storage.Bucket },
  parent: pulumi.Resource,
) {
  const { network, secrets, database, files, image, service } = needs;
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
    { name: "files", path: service.runtime.mounts.files.path, bucket: { bucket: files.bucket, readOnly: true } },
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
    timeoutSeconds: 3000,
    retries: 1,
    dependsOn: [
      service.migrated,
      ...[database.secret, database.authority, secrets.backupKey].map((secret) => allowReading(secret, who, parent)),
      allowObjects(files.bucket, { who, write: false, name: "files" }, parent),
      allowObjects(bucket, { who, write: true, name: "backups" }, parent),
    ],
  } satisfies Omit<AppJob, "args" | "cpu" | "memoryMiB">;
}

interface Schedule {
  job: cloudrun.Job;
  clock: Identity;
  /** Five fields, UTC. */
  cron: string;
}

function schedule(name: string, { job, clock, cron }: Schedule, parent: pulumi.Resource): void {
  const allowed = new cloudrun.JobIamMember(
    `${clock.name}-runs-${name}`,
    { name: job.name, location: region(), role: "roles/run.invoker", member: clock.member },
    { parent },
  );
  new cloudscheduler.Job(
    name,
    {
      region: region(),
      schedule: cron,
      timeZone: "Etc/UTC",
      retryConfig: { retryCount: 3 },
      httpTarget: {
        httpMethod: "POST",
        uri: pulumi.interpolate`https://run.googleapis.com/v2/projects/${projectId()}/locations/${region()}/jobs/${job.name}:run`,
        oauthToken: { serviceAccountEmail: clock.email },
      },
    },
    { parent, dependsOn: [allowed] },
  );
}
