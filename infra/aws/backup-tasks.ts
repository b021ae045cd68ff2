import type * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { prepare } from "./app-containers.ts";
import type { BackupNeeds } from "./backups.ts";
import { type Container, shell } from "./containers.ts";
import { images } from "./images.ts";
import { appUser, type Mount } from "./mount.ts";
import { regionOf } from "./names.ts";
import { fetchScript, reportScript, uploadScript } from "./scripts.ts";
import { helperTasks } from "./sizing.ts";
import { type Task, task } from "./task.ts";

type Needs = BackupNeeds & { bucket: s3.Bucket; parent: pulumi.Resource };

const user = `${appUser}:${appUser}`;

/** Makes a backup and copies it to the bucket. What it copies is encrypted with the backup key already. */
export function backupTask(
  spec: Spec,
  { database, files, secrets, image, bucket, folder, parent }: Needs & { folder: Mount },
): Task {
  const { keep } = spec.lifecycle.backups;
  const containers: Container[] = [
    prepare(),
    {
      name: "backup",
      image: image.reference,
      command: ["backup"],
      user,
      readOnly: true,
      essential: false,
      after: { prepare: "SUCCESS" },
      environment: {
        NODE_ENV: "production",
        CAMPFIRE_FILES_URL: files.url,
        CAMPFIRE_BACKUP_DIR: "/backups",
        CAMPFIRE_BACKUP_KEEP: `hourly=${keep.hourly},daily=${keep.daily},weekly=${keep.weekly},monthly=${keep.monthly}`,
        CAMPFIRE_LOG_LEVEL: spec.settings.logLevel,
      },
      secrets: { CAMPFIRE_DATABASE_URL: database.secret, CAMPFIRE_BACKUP_KEY: secrets.backupKey },
      volumes: { trust: "/trust", files: files.folder, backups: "/backups" },
    },
    {
      name: "upload",
      image: images.awsCli,
      after: { backup: "SUCCESS" },
      environment: { AWS_REGION: regionOf(), BUCKET: bucket.bucket, BACKUPS: "/backups" },
      volumes: { backups: "/backups" },
      ...shell(uploadScript),
    },
  ];
  return task("backup", {
    spec,
    part: "backups",
    size: helperTasks.backup,
    containers,
    scratch: ["trust"],
    mounts: { files: files.mount, backups: folder },
    statements: [
      { actions: ["s3:ListBucket"], resources: [bucket.arn] },
      // Deleting hides an object; its versions stay as long as the bucket says.
      {
        actions: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        resources: [pulumi.interpolate`${bucket.arn}/*`],
      },
    ],
    pull: image.pull,
    parent,
  });
}

/** Restores the newest backup of the bucket, the way a person would have to: into an empty database, with nothing but the backup key. */
export function restoreTestTask(spec: Spec, { secrets, image, bucket, parent }: Needs): Task {
  const containers: Container[] = [
    {
      name: "fetch",
      image: images.awsCli,
      essential: false,
      user: "0",
      environment: { AWS_REGION: regionOf(), BUCKET: bucket.bucket, WORK: "/work", OWNER: user },
      volumes: { work: "/work" },
      ...shell(fetchScript),
    },
    {
      name: "scratch",
      image: images.postgres,
      // Only this task's containers reach it: they share a loopback interface, and nothing lets anyone into the task.
      command: ["postgres", "-c", "listen_addresses=127.0.0.1"],
      environment: { POSTGRES_HOST_AUTH_METHOD: "trust" },
      healthCheck: {
        command: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U postgres"],
        interval: 10,
        timeout: 5,
        retries: 6,
      },
    },
    {
      name: "verify",
      image: image.reference,
      command: ["verify-backup"],
      user,
      readOnly: true,
      essential: false,
      after: { fetch: "SUCCESS", scratch: "HEALTHY" },
      environment: {
        NODE_ENV: "production",
        CAMPFIRE_DATABASE_URL: "postgres://postgres@127.0.0.1:5432/postgres",
        CAMPFIRE_FILES_URL: "file:///work/files",
        CAMPFIRE_BACKUP_DIR: "/work/backups",
        CAMPFIRE_LOG_LEVEL: spec.settings.logLevel,
      },
      secrets: { CAMPFIRE_BACKUP_KEY: secrets.backupKey },
      volumes: { work: "/work" },
    },
    { name: "report", image: images.awsCli, after: { verify: "SUCCESS" }, ...shell(reportScript) },
  ];
  return task("restore-test", {
    spec,
    part: "backups",
    size: helperTasks.restoreTest,
    containers,
    scratch: ["work"],
    // The backups, and the database that is made of them.
    scratchGiB: Math.min(200, 20 + spec.size.database.storageGiB * 2),
    statements: [
      { actions: ["s3:ListBucket"], resources: [bucket.arn] },
      { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/*`] },
    ],
    pull: image.pull,
    parent,
  });
}
