import * as kms from "@pulumi/aws/kms/index.js";
import * as sns from "@pulumi/aws/sns/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { RouteName } from "../../alerts/alertmanager.ts";
import type { Spec } from "../contract.ts";
import { accountId } from "./account.ts";
import { regionOf, tagsOf } from "./names.ts";

/** Who raises alerts. The first two say for which account; EventBridge says for which of its rules. */
const accountable = ["aps.amazonaws.com", "cloudwatch.amazonaws.com"];
const events = "events.amazonaws.com";
const senders = [...accountable, events];

/** Where alerts arrive, whoever raises them, by how urgent they are. People are told of the first two; an alarm listens to the third. */
export type AlertTopics = Record<RouteName, sns.Topic>;

/** The topics, encrypted, so with a key that the senders may use. */
export function alertTopics(spec: Spec, parent: pulumi.Resource): AlertTopics {
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
  const topic = (route: RouteName) => alertTopic(route, { keyId: key.id, account, tags, parent });
  const topics = { page: topic("page"), ticket: topic("ticket"), heartbeat: topic("heartbeat") };
  subscribe(spec, topics, parent);
  return topics;
}

interface Needs {
  keyId: pulumi.Output<string>;
  account: pulumi.Output<string>;
  tags: Record<string, string>;
  parent: pulumi.Resource;
}

function alertTopic(route: RouteName, { keyId, account, tags, parent }: Needs): sns.Topic {
  const name = `alerts-${route}`;
  const topic = new sns.Topic(name, { kmsMasterKeyId: keyId, tags }, { parent });
  new sns.TopicPolicy(
    name,
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
  return topic;
}

/** Tells whom the settings name. SNS asks each first, by mail or by a POST, whether it wants to hear. */
function subscribe({ settings }: Spec, { page, ticket }: AlertTopics, parent: pulumi.Resource): void {
  const { alertEmail, alertWebhookUrl } = settings;
  for (const [severity, topic] of Object.entries({ page, ticket })) {
    const to = (kind: string, protocol: string, endpoint: pulumi.Input<string>) =>
      new sns.TopicSubscription(`${kind}-${severity}`, { topic: topic.arn, protocol, endpoint }, { parent });
    if (alertEmail !== "") to("email", "email", alertEmail);
    if (alertWebhookUrl !== "")
      to("webhook", new URL(alertWebhookUrl).protocol.slice(0, -1), pulumi.secret(alertWebhookUrl));
  }
}

const publish = { Effect: "Allow" as const, Action: "sns:Publish" };
