import * as appautoscaling from "@pulumi/aws/appautoscaling/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import { mostReplicas } from "./sizing.ts";

interface Needs {
  cluster: pulumi.Output<string>;
  service: pulumi.Output<string>;
  front: LoadBalancer;
  parent: pulumi.Resource;
}

/** Seconds until more replicas are added, and until fewer: a replica that goes makes its people reconnect. */
const cooldown = { scaleOutCooldown: 60, scaleInCooldown: 600 };

/** Replicas are added before an alert would fire: at this fraction of its threshold. */
const beforeTheAlert = 0.8;

/**
 * Connections a replica: with as many on each of the most replicas that the size allows, the alert "connections near the limit" fires;
 * so the size is used up before anybody is told that it is.
 */
export const connectionsPerReplica = (spec: Spec) => Math.floor(spec.size.thresholds.connections / mostReplicas(spec));

/** As many replicas as CPU, memory and connections ask for; the highest of the three wins. */
export function autoscaling(spec: Spec, { cluster, service, front, parent }: Needs): void {
  const target = new appautoscaling.Target(
    "app",
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${cluster}/${service}`,
      minCapacity: spec.replicas,
      maxCapacity: mostReplicas(spec),
    },
    { parent },
  );
  const policy = (
    name: string,
    targetValue: number,
    metric: Omit<
      appautoscaling.PolicyArgs["targetTrackingScalingPolicyConfiguration"] & object,
      "targetValue" | "scaleInCooldown" | "scaleOutCooldown"
    >,
  ) =>
    new appautoscaling.Policy(
      name,
      {
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: { ...metric, ...cooldown, targetValue },
      },
      { parent },
    );
  const { cpu, memory } = spec.size.thresholds;
  const percent = (threshold: number) => Math.round(threshold * beforeTheAlert * 100);
  const average = (predefinedMetricType: string) => ({ predefinedMetricSpecification: { predefinedMetricType } });
  policy("cpu", percent(cpu), average("ECSServiceAverageCPUUtilization"));
  policy("memory", percent(memory), average("ECSServiceAverageMemoryUtilization"));
  policy("connections", connectionsPerReplica(spec), {
    customizedMetricSpecification: { metrics: connectionsMetric(front) },
  });
}

/**
 * Connections a replica, from what the load balancer counts: it counts a WebSocket twice, on the client's side and on the replica's.
 * There is no ready-made metric: the one of requests a target counts a WebSocket once, when it opens.
 */
function connectionsMetric(front: LoadBalancer) {
  const balancer = { name: "LoadBalancer", value: front.metricName };
  const targets = { name: "TargetGroup", value: front.targetsMetricName };
  const metric = (
    id: string,
    metricName: string,
    stat: string,
    dimensions: { name: string; value: pulumi.Input<string> }[],
  ) => ({
    id,
    returnData: false,
    metricStat: { metric: { namespace: "AWS/ApplicationELB", metricName, dimensions }, stat },
  });
  return [
    metric("connections", "ActiveConnectionCount", "Sum", [balancer]),
    metric("replicas", "HealthyHostCount", "Average", [balancer, targets]),
    {
      id: "perReplica",
      label: "connections a replica",
      expression: "(connections / 2) / replicas",
      returnData: true,
    },
  ];
}
