import * as ecs from "@pulumi/aws/ecs/index.js";
import * as servicediscovery from "@pulumi/aws/servicediscovery/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Service, Spec } from "../contract.ts";
import { signInPorts } from "../signing-in.ts";
import { appContainers } from "./app-containers.ts";
import { autoscaling } from "./autoscaling.ts";
import type { AwsCache } from "./cache.ts";
import type { AwsDatabase } from "./database.ts";
import type { AwsFiles } from "./files.ts";
import { allow, allowOut, securityGroup } from "./firewall.ts";
import type { AwsImage } from "./image.ts";
import { appPort, type LoadBalancer, loadBalancer, openToLoadBalancer } from "./load-balancer.ts";
import { regionOf, tagsOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";
import type { AwsSecrets } from "./secrets.ts";
import { awsSize, fargateTask, mostReplicas, onSpot } from "./sizing.ts";
import { type Task, task } from "./task.ts";

export interface AwsService extends Service {
  cluster: ecs.Cluster;
  /** The replicas' service in the cluster. */
  name: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
  /** What the replicas registered with: the part "ingress" makes it reachable. */
  front: LoadBalancer;
  logGroup: pulumi.Output<string>;
  /** A private name that leads to all replicas. */
  privateName: pulumi.Output<string>;
}

interface Needs {
  network: AwsNetwork;
  secrets: AwsSecrets;
  database: AwsDatabase;
  cache: AwsCache;
  files: AwsFiles;
  image: AwsImage;
}

/** Equal replicas of the app on Fargate, in private subnets, as many as their load needs. */
export function service(spec: Spec, needs: Needs): AwsService {
  const { network, database, cache, files, image } = needs;
  const front = loadBalancer(spec, network);
  const parent = componentOf("aws", "service");
  const tags = tagsOf(spec, "service");
  const exec = !spec.lifecycle.protectData;

  const group = securityGroup("app", { spec, part: "service", vpcId: network.vpcId, parent });
  openToLoadBalancer("app", front, group.id, appPort, parent);
  const ways = {
    database: [database.securityGroupId, 5432],
    cache: [cache.securityGroupId, 6379],
    files: [files.securityGroupId, 2049],
  } as const;
  for (const [name, [to, port]] of Object.entries(ways)) allow(`app-to-${name}`, { from: group.id, to, port, parent });
  allowOut("app", group.id, [80, 443, ...signInPorts(spec.settings)], parent);

  const cluster = new ecs.Cluster(
    "campfire",
    { settings: [{ name: "containerInsights", value: awsSize(spec).containerInsights }], tags },
    { parent },
  );
  const capacity = new ecs.ClusterCapacityProviders(
    "campfire",
    { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
    { parent },
  );
  const app = task("app", {
    spec,
    part: "service",
    size: fargateTask(spec.size.app.cpu, spec.size.app.memoryMiB)!,
    containers: appContainers(spec, { ...needs, exec }),
    scratch: ["trust", "tmp"],
    mounts: { files: files.mount },
    statements: exec ? [execute] : [],
    pull: image.pull,
    parent,
  });

  const names = new servicediscovery.PrivateDnsNamespace("campfire", { vpc: network.vpcId, tags }, { parent });
  const registry = new servicediscovery.Service(
    "app",
    {
      namespaceId: names.id,
      dnsConfig: {
        namespaceId: names.id,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: "A", ttl: 10 }],
      },
      forceDestroy: true,
      tags,
    },
    { parent },
  );

  const replicas = new ecs.Service(
    "app",
    {
      cluster: cluster.arn,
      taskDefinition: app.definition.arn,
      desiredCount: spec.replicas,
      capacityProviderStrategies: [{ capacityProvider: onSpot(spec) ? "FARGATE_SPOT" : "FARGATE", weight: 1 }],
      // None is stopped before another is ready; and when none gets ready, the former version stays.
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: 60,
      enableExecuteCommand: exec,
      networkConfiguration: { subnets: network.taskSubnets, securityGroups: [group.id], assignPublicIp: false },
      loadBalancers: [{ targetGroupArn: front.targetGroupArn, containerName: "app", containerPort: appPort }],
      serviceRegistries: { registryArn: registry.arn },
      propagateTags: "SERVICE",
      enableEcsManagedTags: true,
      // `up` ends when the new version serves, and fails when it was rolled back.
      waitForSteadyState: true,
      tags,
    },
    {
      parent,
      dependsOn: [front.listener, capacity, ...files.mountTargets, ...network.routes],
      // Autoscaling decides how many there are; `up` must not put them back (pitfall 6).
      ignoreChanges: ["desiredCount"],
    },
  );
  autoscaling(spec, { cluster: cluster.name, service: replicas.name, front, parent });

  return {
    summary: `${spec.replicas} to ${mostReplicas(spec)} replicas on Fargate`,
    replicas: spec.replicas,
    cluster,
    name: replicas.name,
    securityGroupId: group.id,
    front,
    logGroup: app.logs.name,
    privateName: pulumi.interpolate`${registry.name}.${names.name}`,
    commands: commands({ cluster, replicas, app, exec }),
  };
}

/** What ECS Exec needs: a way out to the session that somebody opened. */
const execute = {
  actions: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  resources: ["*"],
};

interface Commanded {
  cluster: ecs.Cluster;
  replicas: ecs.Service;
  app: Task;
  exec: boolean;
}

function commands({ cluster, replicas, app, exec }: Commanded): Service["commands"] {
  const region = `--region ${regionOf()}`;
  const firstTask = pulumi.interpolate`$(aws ecs list-tasks ${region} --cluster ${cluster.name} --service-name ${replicas.name} --query 'taskArns[0]' --output text)`;
  return {
    "follow the logs": pulumi.interpolate`aws logs tail ${app.logs.name} ${region} --follow`,
    "restart the replicas one after another": pulumi.interpolate`aws ecs update-service ${region} --cluster ${cluster.name} --service ${replicas.name} --force-new-deployment`,
    ...(exec
      ? {
          "open a shell in a replica": pulumi.interpolate`aws ecs execute-command ${region} --cluster ${cluster.name} --task ${firstTask} --container app --interactive --command sh`,
        }
      : {}),
  };
}
