import * as lb from "@pulumi/aws/lb/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Spec } from "../contract.ts";
import { timing } from "../presets.ts";
import { accessLog } from "./access-log.ts";
import { certificate } from "./certificate.ts";
import { allow, allowInternet, securityGroup } from "./firewall.ts";
import { tagsOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";

/** Where the replicas register, and where requests for them arrive. */
export interface LoadBalancer {
  component: pulumi.ComponentResource;
  arn: pulumi.Output<string>;
  dnsName: pulumi.Output<string>;
  dnsZoneId: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
  /** How CloudWatch names it and its targets. */
  metricName: pulumi.Output<string>;
  targetsMetricName: pulumi.Output<string>;
  targetGroupArn: pulumi.Output<string>;
  listener: lb.Listener;
  /** The record that its certificate waits for, where nobody makes it for us. */
  proof: pulumi.Output<string> | undefined;
}

export const appPort = 3000;

/**
 * The load balancer of the part "ingress". It stands before the service, since ECS lets replicas register only with targets that a
 * listener leads to already.
 */
export function loadBalancer(spec: Spec, network: AwsNetwork): LoadBalancer {
  const component = componentOf("aws", "ingress");
  const parent = component;
  const tags = tagsOf(spec, "ingress");

  const group = securityGroup("ingress", { spec, part: "ingress", vpcId: network.vpcId, parent });
  allowInternet("ingress", group.id, [80, 443], parent);

  const balancer = new lb.LoadBalancer(
    "ingress",
    {
      loadBalancerType: "application",
      subnets: network.publicSubnets,
      securityGroups: [group.id],
      idleTimeout: timing.idleTimeout,
      // Headers that parsers read differently are how requests are smuggled.
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: spec.lifecycle.protectData,
      accessLogs: accessLog(spec, parent),
      tags,
    },
    { parent, dependsOn: network.routes },
  );

  const targets = new lb.TargetGroup(
    "app",
    {
      vpcId: network.vpcId,
      targetType: "ip",
      port: appPort,
      // The replica's certificate is its own: load balancers encrypt, and verify nobody; the network says who a target is.
      protocol: "HTTPS",
      protocolVersion: "HTTP1",
      // A WebSocket stays for hours: whoever has the fewest gets the next one.
      loadBalancingAlgorithmType: "least_outstanding_requests",
      // Any replica can serve anyone (pitfall 2).
      stickiness: { type: "lb_cookie", enabled: false },
      // No new requests go to a replica that is to stop; ECS then lets it drain.
      deregistrationDelay: timing.drain,
      healthCheck: {
        protocol: "HTTPS",
        path: "/health/ready",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      tags,
    },
    { parent },
  );

  const { arn: certificateArn, issued, proof } = certificate(spec, parent);
  const listener = new lb.Listener(
    "https",
    {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      // TLS 1.2 and 1.3, forward secrecy only.
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      tags,
    },
    { parent, dependsOn: [issued] },
  );

  return {
    component,
    arn: balancer.arn,
    dnsName: balancer.dnsName,
    dnsZoneId: balancer.zoneId,
    securityGroupId: group.id,
    metricName: balancer.arnSuffix,
    targetsMetricName: targets.arnSuffix,
    targetGroupArn: targets.arn,
    listener,
    proof,
  };
}

/** Lets the load balancer reach a group of tasks. */
export function openToLoadBalancer(
  name: string,
  from: LoadBalancer,
  to: pulumi.Input<string>,
  port: number,
  parent: pulumi.Resource,
): void {
  allow(`ingress-to-${name}`, { from: from.securityGroupId, to, port, parent });
}
