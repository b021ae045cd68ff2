import * as backup from "@pulumi/aws/backup/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { accountId } from "./account.ts";
import { regionOf, tagsOf } from "./names.ts";
import { role } from "./roles.ts";

interface Needs {
  vault: backup.Vault;
  fileSystemArn: pulumi.Output<string>;
  parent: pulumi.Resource;
}

/** AWS takes letters, digits and underscores only. */
const nameOf = ({ project, stack }: Spec) => `${project}_${stack}_files`.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 50);

/**
 * Restores the newest copy of the vault each month into a file system that AWS deletes again. The app's own restore tests don't come by
 * the vault, and a copy that nobody ever restored is a hope. Returns the role that the tests restore as.
 */
export function restoreTesting(spec: Spec, { vault, fileSystemArn, parent }: Needs): pulumi.Output<string> {
  const plan = new backup.RestoreTestingPlan(
    "files",
    {
      name: nameOf(spec),
      // The first Saturday of a month: what is restored is paid by the GB.
      scheduleExpression: "cron(0 6 ? * 7#1 *)",
      startWindowHours: 4,
      recoveryPointSelection: {
        algorithm: "LATEST_WITHIN_WINDOW",
        includeVaults: [vault.arn],
        recoveryPointTypes: ["SNAPSHOT"],
        selectionWindowDays: 7,
      },
      tags: tagsOf(spec, "backups"),
    },
    { parent },
  );
  const restorer = role("files-restore-test", {
    spec,
    part: "backups",
    service: "backup.amazonaws.com",
    statements: [
      {
        // As in AWSBackupServiceRolePolicyForRestores, but for deleting: AWS Backup's own role deletes what a test made.
        actions: [
          "elasticfilesystem:Restore",
          "elasticfilesystem:CreateFilesystem",
          "elasticfilesystem:DescribeFilesystems",
          "elasticfilesystem:TagResource",
        ],
        // A restore makes a file system that has no name before.
        resources: [pulumi.interpolate`arn:aws:elasticfilesystem:${regionOf()}:${accountId(parent)}:file-system/*`],
      },
    ],
    parent,
  });
  new backup.RestoreTestingSelection(
    "files",
    {
      name: nameOf(spec),
      restoreTestingPlanName: plan.name,
      protectedResourceType: "EFS",
      protectedResourceArns: [fileSystemArn],
      iamRoleArn: restorer.arn,
      // Nobody looks into it by hand: that the data is right is for the app's own restore test to say.
      validationWindowHours: 1,
    },
    { parent, dependsOn: restorer.ready },
  );
  return restorer.arn;
}
