import * as backup from "@pulumi/aws/backup/index.js";
import * as iam from "@pulumi/aws/iam/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import { restoreTesting } from "./restore-testing.ts";
import { role } from "./roles.ts";

export interface Vault {
  name: pulumi.Output<string>;
  /** The role of its restore tests, where there are any: what is restored as this role is a test. */
  testerArn: pulumi.Output<string> | undefined;
}

/** AWS Backup of the whole file system, hourly to monthly; in production nobody deletes from it before its time. */
export function vault(spec: Spec, fileSystemArn: pulumi.Output<string>, parent: pulumi.Resource): Vault {
  const { emptyOnDestroy, objectLockDays, protectData } = spec.lifecycle;
  const tags = tagsOf(spec, "backups");
  const kept = new backup.Vault("files", { forceDestroy: emptyOnDestroy, tags }, { parent, protect: protectData });
  if (objectLockDays > 0) {
    // Without changeableForDays the lock is one that an administrator can lift.
    new backup.VaultLockConfiguration(
      "files",
      { backupVaultName: kept.name, minRetentionDays: 1, maxRetentionDays: 400 },
      { parent },
    );
  }
  const plan = new backup.Plan("files", { rules: backupRules(spec, kept.name), tags }, { parent });
  const keeper = role("files-backup", {
    spec,
    part: "backups",
    service: "backup.amazonaws.com",
    statements: [],
    parent,
  });
  const permission = new iam.RolePolicyAttachment(
    "files-backup",
    {
      role: keeper.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    },
    { parent },
  );
  new backup.Selection(
    "files",
    { planId: plan.id, iamRoleArn: keeper.arn, resources: [fileSystemArn] },
    { parent, dependsOn: [permission] },
  );
  const tester = protectData ? restoreTesting(spec, { vault: kept, fileSystemArn, parent }) : undefined;
  return { name: kept.name, testerArn: tester };
}

/** The tiers of the deployment guide, as far as the lifecycle keeps any. AWS Backup copies once an hour at most, and what changed only. */
export function backupRules(spec: Spec, vaultName: pulumi.Input<string>) {
  const { hourly, daily, weekly, monthly } = spec.lifecycle.backups.keep;
  const tiers = [
    { name: "hourly", at: "cron(0 * * * ? *)", count: hourly, deleteAfter: Math.max(1, Math.ceil(hourly / 24)) },
    { name: "daily", at: "cron(0 2 * * ? *)", count: daily, deleteAfter: daily },
    { name: "weekly", at: "cron(0 3 ? * 1 *)", count: weekly, deleteAfter: weekly * 7 },
    { name: "monthly", at: "cron(0 4 1 * ? *)", count: monthly, deleteAfter: monthly * 31 },
  ];
  return tiers
    .filter(({ count }) => count > 0)
    .map(({ name, at, deleteAfter }) => ({
      ruleName: name,
      targetVaultName: vaultName,
      schedule: at,
      startWindow: 60,
      completionWindow: 180,
      lifecycle: { deleteAfter },
    }));
}
