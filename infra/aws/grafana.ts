import { createHash } from "node:crypto";
import type * as amp from "@pulumi/aws/amp/index.js";
import * as ecs from "@pulumi/aws/ecs/index.js";
import * as lb from "@pulumi/aws/lb/index.js";
import * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { privateBucket } from "./bucket.ts";
import { allow, allowOut, securityGroup } from "./firewall.ts";
import { grafanaContainers, grafanaPort } from "./grafana-containers.ts";
import { provisioning } from "./grafana-provisioning.ts";
import { openToLoadBalancer } from "./load-balancer.ts";
import type { MonitoringNeeds } from "./monitoring.ts";
import { publicUrl, tagsOf } from "./names.ts";
import { helperTasks } from "./sizing.ts";
import { task } from "./task.ts";

interface Needs extends MonitoringNeeds {
  workspace: amp.Workspace;
  parent: pulumi.Resource;
}

/**
 * Grafana behind the same load balancer, at /grafana, with a login of its own. What it shows is provisioned; what people add to it is in a
 * database of its own on the stack's server, so that it can move and be replaced (pitfall 5).
 */
export function grafana(spec: Spec, needs: Needs): { url: string } {
  const { network, secrets, database, service, ingress, workspace, parent } = needs;
  const tags = tagsOf(spec, "monitoring");
  const url = `${publicUrl(spec)}/grafana`;

  const group = securityGroup("grafana", { spec, part: "monitoring", vpcId: network.vpcId, parent });
  openToLoadBalancer("grafana", ingress.front, group.id, grafanaPort, parent);
  allow("grafana-to-database", { from: group.id, to: database.securityGroupId, port: 5432, parent });
  allowOut("grafana", group.id, [443], parent);

  const { bucket } = privateBucket("grafana", { spec, part: "monitoring", keepDays: {}, parent });
  const files = provisioning(spec, { endpoint: workspace.prometheusEndpoint, logGroup: service.logGroup });
  for (const { path, content } of files) {
    new s3.BucketObjectv2(
      path.replaceAll("/", "-"),
      { bucket: bucket.bucket, key: path, content, contentType: "text/plain", tags },
      { parent },
    );
  }
  const version = pulumi
    .all(files.map(({ content }) => content))
    .apply((contents) => createHash("sha256").update(contents.join("\0")).digest("hex").slice(0, 12));

  const running = task("grafana", {
    spec,
    part: "monitoring",
    size: helperTasks.grafana,
    containers: grafanaContainers({ url, database, secrets, bucket: bucket.bucket, version }),
    scratch: ["trust", "provisioning"],
    statements: [
      {
        actions: ["aps:QueryMetrics", "aps:GetLabels", "aps:GetSeries", "aps:GetMetricMetadata"],
        resources: [workspace.arn],
      },
      { actions: ["s3:ListBucket"], resources: [bucket.arn] },
      { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/*`] },
    ],
    parent,
  });
  const targets = new lb.TargetGroup(
    "grafana",
    {
      vpcId: network.vpcId,
      targetType: "ip",
      port: grafanaPort,
      protocol: "HTTPS",
      deregistrationDelay: 15,
      stickiness: { type: "lb_cookie", enabled: false },
      healthCheck: { protocol: "HTTPS", path: "/grafana/api/health", matcher: "200", interval: 15 },
      tags,
    },
    { parent },
  );
  const rule = new lb.ListenerRule(
    "grafana",
    {
      listenerArn: ingress.front.listener.arn,
      priority: 10,
      conditions: [{ pathPattern: { values: ["/grafana", "/grafana/*"] } }],
      actions: [{ type: "forward", targetGroupArn: targets.arn }],
      tags,
    },
    { parent },
  );
  new ecs.Service(
    "grafana",
    {
      cluster: service.cluster.arn,
      taskDefinition: running.definition.arn,
      desiredCount: 1,
      launchType: "FARGATE",
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
      availabilityZoneRebalancing: "DISABLED",
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds: 120,
      networkConfiguration: { subnets: network.taskSubnets, securityGroups: [group.id], assignPublicIp: false },
      loadBalancers: [{ targetGroupArn: targets.arn, containerName: "grafana", containerPort: grafanaPort }],
      propagateTags: "SERVICE",
      tags,
    },
    { parent, dependsOn: [rule, ...network.routes] },
  );
  return { url };
}
