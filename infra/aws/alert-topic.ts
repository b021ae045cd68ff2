import * as kms from "@pulumi/aws/kms/index.js";
import * as sns from "@pulumi/aws/sns/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { accountId } from "./account.ts";
import { regionOf, tagsOf } from "./names.ts";

/** Who raises alerts. The first two say for which account; EventBridge says for which of its rules. */
const accountable = ["aps.amazonaws.com", "cloudwatch.amazonaws.com"];
const events = "events.amazonaws.com";
const senders = [...accountable, events];

/** Where every alert arrives, whoever raises it; encrypted, so with a key that the senders may use. */
export function alertTopic(spec: Spec, parent: pulumi.Resource): sns.Topic {
  const tags = tagsOf(spec, "monitoring");
  const account = accountId(parent);
  const key = new kms.Key(
    "alerts",
    {
      description: "Campfire: alerts",
      enableKeyRotation: true,
      deletionWindowInDays: Math.max(7, spec.lifecycle.secretRecoveryDays),
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AccountDecides",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:aws:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "SendersEncrypt",
            Effect: "Allow",
            Principal: { Service: senders },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
          },
        ],
      }),
      tags,
    },
    { parent },
  );
  const topic = new sns.Topic("alerts", { kmsMasterKeyId: key.id, tags }, { parent });
  new sns.TopicPolicy(
    "alerts",
    {
      arn: topic.arn,
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            ...publish,
            Sid: "OursPublish",
            Principal: { Service: accountable },
            Resource: topic.arn,
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
          {
            ...publish,
            Sid: "OurRulesPublish",
            Principal: { Service: events },
            Resource: topic.arn,
            Condition: {
              ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:events:${regionOf()}:${account}:rule/*` },
            },
          },
        ],
      },
    },
    { parent },
  );
  const { alertEmail } = spec.settings;
  if (alertEmail !== "") {
    new sns.TopicSubscription("email", { topic: topic.arn, protocol: "email", endpoint: alertEmail }, { parent });
  }
  return topic;
}

const publish = { Effect: "Allow" as const, Action: "sns:Publish" };
