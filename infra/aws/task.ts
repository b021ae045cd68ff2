import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import * as ecs from "@pulumi/aws/ecs/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { type Container, definitionOf } from "./containers.ts";
import type { Mount } from "./mount.ts";
import { regionOf, tagsOf } from "./names.ts";
import { type Role, role, type Statement } from "./roles.ts";
import type { TaskSize } from "./sizing.ts";

interface TaskArgs {
  spec: Spec;
  part: PartName;
  size: TaskSize;
  containers: Container[];
  /** Empty folders that live as long as the task, shared by its containers. */
  scratch?: string[];
  /** Folders on EFS, by the name of their volume. */
  mounts?: Record<string, Mount>;
  /** GiB of scratch space; 20 when nothing is said, 200 at most. */
  scratchGiB?: number;
  /** What its own role may do, besides what its mounts take. */
  statements?: Statement[];
  /** What ECS has to be allowed to fetch its images. */
  pull?: Statement[];
  parent: pulumi.Resource;
}

export interface Task {
  definition: ecs.TaskDefinition;
  /** What its containers do, and what ECS does for it: fetch images and secrets, write logs. Whoever starts the task hands both over. */
  roles: { task: Role; execution: Role };
  logs: cloudwatch.LogGroup;
}

/** A task that Fargate can run, with a log and two roles of its own that may do nothing else. */
export function task(name: string, args: TaskArgs): Task {
  const {
    spec,
    part,
    size,
    containers,
    scratch = [],
    mounts = {},
    scratchGiB,
    statements = [],
    pull = [],
    parent,
  } = args;
  const tags = tagsOf(spec, part);
  const region = regionOf();
  const logs = new cloudwatch.LogGroup(name, { retentionInDays: spec.lifecycle.logRetentionDays, tags }, { parent });
  const secrets = containers.flatMap((container) => Object.values(container.secrets ?? {}));
  const ecsTasks = { spec, part, service: "ecs-tasks.amazonaws.com", parent };
  const execution = role(`${name}-execution`, {
    ...ecsTasks,
    statements: [
      { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [pulumi.interpolate`${logs.arn}:*`] },
      ...(secrets.length > 0
        ? [{ actions: ["secretsmanager:GetSecretValue"], resources: [...new Set(secrets.map(({ arn }) => arn))] }]
        : []),
      ...pull,
    ],
  });
  const own = role(name, {
    ...ecsTasks,
    statements: [...statements, ...Object.values(mounts).flatMap(({ access }) => access)],
  });

  const definition = new ecs.TaskDefinition(
    name,
    {
      family: familyOf(spec, name),
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
      cpu: String(size.cpu),
      memory: String(size.memory),
      executionRoleArn: execution.arn,
      taskRoleArn: own.arn,
      volumes: [...scratch.map((volume) => ({ name: volume })), ...Object.entries(mounts).map(volumeOf)],
      ephemeralStorage: scratchGiB ? { sizeInGib: scratchGiB } : undefined,
      containerDefinitions: pulumi.jsonStringify(
        containers.map((container) => definitionOf(container, { group: logs.name, region })),
      ),
      tags,
    },
    { parent, dependsOn: [...execution.ready, ...own.ready] },
  );
  return { definition, roles: { task: own, execution }, logs };
}

/** A family is a row of versions that AWS keeps for ever: each stack has its own. */
const familyOf = (spec: Spec, task: string) => `${spec.project}-${spec.stack}-${task}`;

/** No rootDirectory: the access point says which folder it is, and the two don't go together (pitfall 4). */
const volumeOf = ([name, { fileSystemId, accessPointId }]: [string, Mount]) => ({
  name,
  efsVolumeConfiguration: {
    fileSystemId,
    transitEncryption: "ENABLED",
    authorizationConfig: { accessPointId, iam: "ENABLED" },
  },
});
