import * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Backups, Spec } from "../contract.ts";
import { backupTask, restoreTestTask } from "./backup-tasks.ts";
import { privateBucket } from "./bucket.ts";
import type { AwsDatabase } from "./database.ts";
import type { AwsFiles } from "./files.ts";
import { allow, allowOut, securityGroup } from "./firewall.ts";
import type { AwsImage } from "./image.ts";
import { mountOf } from "./mount.ts";
import { regionOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";
import { schedule } from "./schedule.ts";
import type { AwsSecrets } from "./secrets.ts";
import type { AwsService } from "./service.ts";
import { type Vault, vault } from "./vault.ts";

export interface AwsBackups extends Backups {
  /** Logs in which a backup that is stored, and a restore test that passed, say so. */
  logs: { backup: pulumi.Output<string>; restoreTest: pulumi.Output<string> };
  vault: Vault;
}

export interface BackupNeeds {
  network: AwsNetwork;
  secrets: AwsSecrets;
  database: AwsDatabase;
  files: AwsFiles;
  image: AwsImage;
  service: AwsService;
}

/**
 * Three layers. RDS restores the database to any second. The app's own backup of database and attachments goes to a bucket every few
 * minutes, encrypted before it leaves the task; one is restored each day into an empty database. AWS Backup keeps the file system as a whole.
 */
export function backups(spec: Spec, needs: BackupNeeds): AwsBackups {
  const { network, database, files, service } = needs;
  const parent = componentOf("aws", "backups");
  const { everyMinutes } = spec.lifecycle.backups;

  const group = securityGroup("backups", { spec, part: "backups", vpcId: network.vpcId, parent });
  allow("backups-to-database", { from: group.id, to: database.securityGroupId, port: 5432, parent });
  allow("backups-to-files", { from: group.id, to: files.securityGroupId, port: 2049, parent });
  allowOut("backups", group.id, [443], parent);

  const bucket = backupBucket(spec, parent);
  // Where the app keeps its backups; the bucket is a copy of it that the app can't destroy.
  const folder = mountOf("backups", {
    spec,
    part: "backups",
    fileSystem: { id: files.fileSystemId, arn: files.fileSystemArn },
    folder: "/backups",
    parent,
  });
  const backup = backupTask(spec, { ...needs, bucket, folder, parent });
  const restoreTest = restoreTestTask(spec, { ...needs, bucket, parent });
  const place = { cluster: service.cluster, subnets: network.taskSubnets, securityGroupId: group.id, parent };
  schedule("backup", spec, { ...place, task: backup, expression: `rate(${everyMinutes} minutes)` });
  schedule("restore-test", spec, { ...place, task: restoreTest, expression: "rate(1 days)" });

  return {
    summary: `every ${everyMinutes} minutes to S3, one restored each day; the database to any second of ${spec.lifecycle.pointInTimeDays} days`,
    location: pulumi.interpolate`s3://${bucket.bucket}`,
    everyMinutes,
    logs: { backup: backup.logs.name, restoreTest: restoreTest.logs.name },
    vault: vault(spec, files.fileSystemArn, parent),
    commands: {
      "list the backups": pulumi.interpolate`aws s3 ls --region ${regionOf()} s3://${bucket.bucket}/manifests/`,
      "copy the backups here": pulumi.interpolate`aws s3 sync --region ${regionOf()} s3://${bucket.bucket} ./backups`,
    },
  };
}

/**
 * Which backups are kept is the app's to say, hourly to monthly, since backups share their contents: the bucket follows it, and keeps what
 * is deleted for some days more. Nobody can delete those, in production not even the app that was broken into.
 */
function backupBucket(spec: Spec, parent: pulumi.Resource): s3.Bucket {
  const { objectLockDays, protectData } = spec.lifecycle;
  const bucket = privateBucket("backups", {
    spec,
    part: "backups",
    keepDays: {},
    keepDeletedDays: Math.max(objectLockDays, 1),
    parent,
    protect: protectData,
  });
  if (objectLockDays > 0) {
    new s3.BucketObjectLockConfiguration(
      "backups",
      {
        bucket: bucket.bucket.bucket,
        // An administrator with a permission of its own can lift it; nobody who only has the tasks' can.
        rule: { defaultRetention: { mode: "GOVERNANCE", days: objectLockDays } },
      },
      { parent, dependsOn: [bucket.versioning] },
    );
  }
  return bucket.bucket;
}
