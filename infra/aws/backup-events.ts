import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import type * as sns from "@pulumi/aws/sns/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import type { Vault } from "./vault.ts";

interface Needs {
  vault: Vault;
  topic: sns.Topic;
  parent: pulumi.Resource;
}

/**
 * Tells of copies of the files, and of tests of such copies, that AWS Backup did not finish. By EventBridge: the vault's own notifications
 * know only jobs that ended, whether well or not.
 */
export function backupEvents(spec: Spec, { vault, topic, parent }: Needs): void {
  const tell = (name: string, of: string, detail: Record<string, pulumi.Input<string>[]>, message: string) => {
    const eventPattern = pulumi.jsonStringify({ source: ["aws.backup"], "detail-type": [of], detail });
    const rule = new cloudwatch.EventRule(
      name,
      { description: message, eventPattern, tags: tagsOf(spec, "monitoring") },
      { parent },
    );
    new cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        arn: topic.arn,
        inputTransformer: {
          inputPaths: { account: "$.account", region: "$.region", time: "$.time" },
          inputTemplate: JSON.stringify(`${message} (account <account>, <region>, <time>)`),
        },
      },
      { parent },
    );
  };
  tell(
    "files-backup-failed",
    "Backup Job State Change",
    { state: ["FAILED", "ABORTED", "EXPIRED"], backupVaultName: [vault.name] },
    "AWS Backup did not copy the attachments: look at the jobs of its vault. The app's own backups go on.",
  );
  if (vault.testerArn !== undefined) {
    tell(
      "files-restore-test-failed",
      "Restore Job State Change",
      { status: ["FAILED", "ABORTED"], iamRoleArn: [vault.testerArn] },
      "A copy of the attachments could not be restored as a test: look at the restore jobs of AWS Backup.",
    );
  }
}
