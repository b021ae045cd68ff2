import { timing } from "../../../../infra/presets.ts";
import { only, type Rule } from "../rule.ts";
import { at, ecsService, every, platforms, presetsOf, unlike } from "./look.ts";

/** How replicas run, change and grow. */
export const service: Rule[] = [
  {
    id: "pitfall-03",
    platforms,
    holds: "a replica that is to stop gets no new requests, and has as long to drain",
    check: (plan) => {
      const delay = Number(at(only(plan, "aws:lb/targetGroup:TargetGroup", "app"), "deregistrationDelay"));
      return delay >= timing.drain ? [] : [`deregistered within ${delay} s, drains for ${timing.drain} s`];
    },
  },
  {
    id: "pitfall-06",
    platforms,
    holds: "`up` leaves the number of replicas to autoscaling",
    check: (plan) =>
      plan.ignoreChanges[ecsService(plan, "app").urn]?.includes("desiredCount") ? [] : ["desiredCount is put back"],
  },
  {
    id: "autoscaled",
    platforms,
    holds: "replicas grow with CPU, memory and connections, from the size's least to its most",
    check: (plan) => {
      const { replicas, thresholds } = presetsOf(plan).size;
      const target = only(plan, "aws:appautoscaling/target:Target", "app");
      const policies = every(plan, "aws:appautoscaling/policy:Policy");
      const value = (name: string) =>
        Number(
          at(
            policies.find((policy) => policy.name === name)!,
            "targetTrackingScalingPolicyConfiguration",
            "targetValue",
          ),
        );
      return [
        ...(at(target, "minCapacity") === replicas.min ? [] : [`at least ${at(target, "minCapacity")}`]),
        ...(at(target, "maxCapacity") === replicas.max ? [] : [`at most ${at(target, "maxCapacity")}`]),
        ...(policies.length === 3 ? [] : [`${policies.length} policies`]),
        ...(value("cpu") < thresholds.cpu * 100 && value("memory") < thresholds.memory * 100
          ? []
          : ["after the alert"]),
        ...(value("connections") * replicas.max <= thresholds.connections ? [] : ["more connections than the alert's"]),
      ];
    },
  },
  {
    id: "rollback",
    platforms,
    holds: "a version that does not become healthy is taken back, and meanwhile none of the former is stopped",
    check: (plan) => {
      const app = ecsService(plan, "app");
      const breaker = at(app, "deploymentCircuitBreaker");
      return [
        ...(JSON.stringify(breaker) === '{"enable":true,"rollback":true}' ? [] : [`circuit breaker ${breaker}`]),
        ...(at(app, "deploymentMinimumHealthyPercent") === 100 ? [] : ["replicas are stopped first"]),
        ...(at(app, "waitForSteadyState") === true ? [] : ["`up` does not wait for it"]),
        ...(Number(at(app, "desiredCount")) >= 2 ? [] : ["a deployment is an outage"]),
      ];
    },
  },
  {
    id: "listener-first",
    platforms,
    holds: "the replicas wait for a listener that leads to them, without which ECS refuses them",
    check: (plan) =>
      ecsService(plan, "app").dependencies.some((urn) => urn.endsWith("listener:Listener::https"))
        ? []
        : ["the service does not wait for the listener"],
  },
  {
    id: "no-shell-in-production",
    platforms,
    holds: "nobody opens a shell in a replica of production",
    check: (plan) =>
      unlike(
        { ...plan, resources: [ecsService(plan, "app")] },
        "aws:ecs/service:Service",
        ["enableExecuteCommand"],
        !presetsOf(plan).lifecycle.protectData,
      ),
  },
  {
    id: "pitfall-27",
    platforms,
    holds: "an image that is built here is not built by a preview, and what its tag means can't change",
    check: (plan) => [
      ...unlike(plan, "docker-build:index:Image", ["buildOnPreview"], false),
      ...unlike(plan, "aws:ecr/repository:Repository", ["imageTagMutability"], "IMMUTABLE"),
    ],
  },
];
