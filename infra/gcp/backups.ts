import * as cloudrun from "@pulumi/gcp/cloudrunv2/index.js";
import * as cloudscheduler from "@pulumi/gcp/cloudscheduler/index.js";
import type * as storage from "@pulumi/gcp/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Backups, Spec } from "../contract.ts";
import { type BackupJobs, type BackupNeeds, backupJobs } from "./backup-jobs.ts";
import { privateBucket } from "./bucket.ts";
import { logDays } from "./database.ts";
import { type Identity, identity } from "./identity.ts";
import { projectId, region } from "./project.ts";
import { vault } from "./vault.ts";

export interface GcpBackups extends Backups {
  /** The jobs, of which the alerts want to know whether they succeed. */
  jobs: BackupJobs;
}

const day = 24 * 3600;

/**
 * Three layers. Cloud SQL archives the write-ahead log, so that the database goes back to any moment (a clone, in minutes: the RTO). The app
 * itself writes encrypted backups of database and files, which outlive the instance, leave at most `everyMinutes` to lose (the RPO), and are
 * restored and compared once a day. In production a copy of these is kept where nobody can delete it, spread over the continent.
 */
export function backups(spec: Spec, needs: BackupNeeds): GcpBackups {
  const parent = componentOf("gcp", "backups");
  const { everyMinutes } = spec.lifecycle.backups;
  const bucket = backupBucket(spec, parent);
  const jobs = backupJobs(spec, bucket, needs, parent);
  const clock = identity("backups-clock", `Starts the backups of ${spec.project} ${spec.stack}`, parent);
  schedule("backup", { job: jobs.backup, clock, cron: `*/${everyMinutes} * * * *` }, parent);
  schedule("verify-backup", { job: jobs.verify, clock, cron: "37 3 * * *" }, parent);
  if (spec.lifecycle.objectLockDays > 0) vault(spec, bucket, parent);

  return {
    summary: pulumi.interpolate`every ${everyMinutes} minutes into gs://${bucket.name}, restored once a day to prove them; the database to any moment of the last ${logDays(spec)} days`,
    location: pulumi.interpolate`gs://${bucket.name}`,
    everyMinutes,
    jobs,
    commands: {
      "list the backups": pulumi.interpolate`gcloud storage ls gs://${bucket.name}/manifests/`,
      "make a backup now": run(jobs.backup),
      "prove the newest backup now": run(jobs.verify),
      "restore a backup into an empty database": run(jobs.restore, "--args=restore,newest"),
    },
  };
}

const run = (job: cloudrun.Job, args = "") =>
  pulumi.interpolate`gcloud run jobs execute ${job.name} --region=${region()} --project=${projectId()} --wait ${args}`.apply(
    (command) => command.trim(),
  );

function backupBucket(spec: Spec, parent: pulumi.Resource): storage.Bucket {
  const { objectLockDays } = spec.lifecycle;
  return privateBucket("backups", { spec, part: "backups" }, parent, {
    softDeletePolicy: { retentionDurationSeconds: objectLockDays * day },
    // By age nothing may go: backups share what is alike, so an old object may be part of the newest. The app deletes what none holds.
    lifecycleRules: [{ action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 1 } }],
  });
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
