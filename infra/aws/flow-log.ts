import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import * as ec2 from "@pulumi/aws/ec2/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import { role } from "./roles.ts";

/** What was turned away at the network's edge, for whoever has to find out later. */
export function flowLog(spec: Spec, vpcId: pulumi.Input<string>, parent: pulumi.Resource): void {
  const tags = tagsOf(spec, "network");
  const logs = new cloudwatch.LogGroup(
    "refused-traffic",
    { retentionInDays: spec.lifecycle.logRetentionDays, tags },
    { parent },
  );
  const writer = role("flow-log", {
    spec,
    part: "network",
    service: "vpc-flow-logs.amazonaws.com",
    parent,
    statements: [
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        resources: [logs.arn, pulumi.interpolate`${logs.arn}:*`],
      },
    ],
  });
  new ec2.FlowLog(
    "refused-traffic",
    { vpcId, trafficType: "REJECT", logDestination: logs.arn, iamRoleArn: writer.arn, tags },
    { parent },
  );
}
