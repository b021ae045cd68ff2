import type * as amp from "@pulumi/aws/amp/index.js";
import * as ecs from "@pulumi/aws/ecs/index.js";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Spec } from "../contract.ts";
import { imageReference } from "../images.ts";
import { allow, allowOut, securityGroup } from "./firewall.ts";
import { appPort } from "./load-balancer.ts";
import type { MonitoringNeeds } from "./monitoring.ts";
import { regionOf, tagsOf } from "./names.ts";
import { awsSize, helperTasks } from "./sizing.ts";
import { task } from "./task.ts";

interface Needs extends MonitoringNeeds {
  workspace: amp.Workspace;
  parent: pulumi.Resource;
}

/**
 * Reads every replica's metrics and sends them to managed Prometheus. One task that finds the replicas by their private name, rather than
 * a container beside each: then a replica that doesn't answer is `up == 0`, as everywhere else, and not merely silent.
 */
export function collector(spec: Spec, { network, service, workspace, parent }: Needs): void {
  const group = securityGroup("collector", { spec, part: "monitoring", vpcId: network.vpcId, parent });
  allow("collector-to-app", { from: group.id, to: service.securityGroupId, port: appPort, parent });
  allowOut("collector", group.id, [443], parent);

  const configuration = pulumi
    .all([service.privateName, workspace.prometheusEndpoint])
    .apply(([replicas, endpoint]) => collectorConfiguration(spec, { replicas, endpoint, region: regionOf() }));
  const collecting = task("collector", {
    spec,
    part: "monitoring",
    size: helperTasks.collector,
    containers: [
      {
        name: "collector",
        image: imageReference("adotCollector"),
        environment: { AOT_CONFIG_CONTENT: configuration },
      },
    ],
    statements: [{ actions: ["aps:RemoteWrite"], resources: [workspace.arn] }],
    parent,
  });
  new ecs.Service(
    "collector",
    {
      cluster: service.cluster.arn,
      taskDefinition: collecting.definition.arn,
      desiredCount: 1,
      launchType: "FARGATE",
      // One at a time: two would send everything twice.
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
      availabilityZoneRebalancing: "DISABLED",
      deploymentCircuitBreaker: { enable: true, rollback: true },
      networkConfiguration: { subnets: network.taskSubnets, securityGroups: [group.id], assignPublicIp: false },
      propagateTags: "SERVICE",
      tags: tagsOf(spec, "monitoring"),
    },
    { parent, dependsOn: network.routes },
  );
}

interface Targets {
  /** The private name of all replicas. */
  replicas: string;
  /** The workspace's address, with a slash at the end. */
  endpoint: string;
  region: string;
}

/** The configuration of the AWS distribution of the OpenTelemetry collector, as YAML. */
export function collectorConfiguration(spec: Spec, { replicas, endpoint, region }: Targets): string {
  const interval = `${awsSize(spec).scrapeSeconds}s`;
  return stringify({
    extensions: { sigv4auth: { region, service: "aps" } },
    receivers: {
      prometheus: {
        config: {
          global: { scrape_interval: interval, scrape_timeout: "5s" },
          scrape_configs: [
            {
              job_name: "campfire",
              // Each replica has a certificate of its own, that nobody vouches for: the private name says whom it reads.
              scheme: "https",
              tls_config: { insecure_skip_verify: true },
              metrics_path: "/metrics",
              dns_sd_configs: [{ names: [replicas], type: "A", port: appPort, refresh_interval: "15s" }],
            },
          ],
        },
      },
    },
    // What can't be sent while managed Prometheus is away is kept for a while, and no more than fits.
    processors: { memory_limiter: { check_interval: "1s", limit_mib: 350 }, batch: { timeout: "10s" } },
    exporters: {
      prometheusremotewrite: {
        endpoint: `${endpoint}api/v1/remote_write`,
        auth: { authenticator: "sigv4auth" },
        retry_on_failure: { enabled: true, max_elapsed_time: "10m" },
      },
    },
    service: {
      extensions: ["sigv4auth"],
      pipelines: {
        metrics: {
          receivers: ["prometheus"],
          processors: ["memory_limiter", "batch"],
          exporters: ["prometheusremotewrite"],
        },
      },
    },
  });
}
