import type * as ecs from "@pulumi/aws/ecs/index.js";
import * as scheduler from "@pulumi/aws/scheduler/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { role } from "./roles.ts";
import type { Task } from "./task.ts";

interface Args {
  task: Task;
  /** As "rate(10 minutes)". */
  expression: string;
  cluster: ecs.Cluster;
  subnets: pulumi.Output<string[]>;
  securityGroupId: pulumi.Output<string>;
  parent: pulumi.Resource;
}

/** Runs a task again and again, on Fargate, in the private subnets. */
export function schedule(name: string, spec: Spec, args: Args): void {
  const { task, expression, cluster, subnets, securityGroupId, parent } = args;
  const starter = role(`${name}-schedule`, {
    spec,
    part: "backups",
    service: "scheduler.amazonaws.com",
    statements: [
      {
        actions: ["ecs:RunTask"],
        resources: [task.definition.arn],
        condition: { ArnEquals: { "ecs:cluster": cluster.arn } },
      },
      {
        actions: ["iam:PassRole"],
        resources: [task.roles.task.arn, task.roles.execution.arn],
        condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ],
    parent,
  });
  new scheduler.Schedule(
    name,
    {
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: cluster.arn,
        roleArn: starter.arn,
        ecsParameters: {
          taskDefinitionArn: task.definition.arn,
          launchType: "FARGATE",
          networkConfiguration: { subnets, securityGroups: [securityGroupId], assignPublicIp: false },
          propagateTags: "TASK_DEFINITION",
        },
        // The next one comes soon enough.
        retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 300 },
      },
    },
    { parent, dependsOn: starter.ready },
  );
}
