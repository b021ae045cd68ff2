import * as iam from "@pulumi/aws/iam/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { accountId } from "./account.ts";
import { tagsOf } from "./names.ts";

/** What a role may do: every action is named, and every resource that can be. */
export interface Statement {
  actions: string[];
  resources: pulumi.Input<string>[];
  condition?: Record<string, Record<string, pulumi.Input<string>>>;
}

interface RoleArgs {
  spec: Spec;
  part: PartName;
  /** Who takes the role on, as ecs-tasks.amazonaws.com. */
  service: string;
  statements: Statement[];
  parent: pulumi.Resource;
}

export interface Role {
  name: pulumi.Output<string>;
  arn: pulumi.Output<string>;
  /** What has to be there before it may do what it may. */
  ready: pulumi.Resource[];
}

/**
 * Services that don't say for whom they take a role on. Of all others we ask that it is for us: else another customer of AWS could have
 * the service act for them with our role.
 */
const silent = ["backup.amazonaws.com"];

/** A role that one AWS service takes on, for this account only; with one policy of its own. */
export function role(name: string, { spec, part, service, statements, parent }: RoleArgs): Role {
  const made = new iam.Role(
    name,
    {
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: service },
            ...(silent.includes(service)
              ? {}
              : { Condition: { StringEquals: { "aws:SourceAccount": accountId(parent) } } }),
          },
        ],
      },
      tags: tagsOf(spec, part),
    },
    { parent },
  );
  if (statements.length === 0) return { name: made.name, arn: made.arn, ready: [made] };
  const policy = new iam.RolePolicy(name, { role: made.id, policy: policyDocument(statements) }, { parent });
  return { name: made.name, arn: made.arn, ready: [made, policy] };
}

/** An IAM policy as data. Given as an object rather than as text, an offline plan shows all of it but the ARNs. */
const policyDocument = (statements: Statement[]) => ({
  Version: "2012-10-17" as const,
  Statement: statements.map(({ actions, resources, condition }) => ({
    Effect: "Allow" as const,
    Action: actions,
    Resource: resources,
    ...(condition ? { Condition: condition } : {}),
  })),
});
