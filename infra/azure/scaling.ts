import type { app } from "@pulumi/azure-native/types/input.js";
import type { Spec } from "../contract.ts";
import { mostReplicas } from "./sizing.ts";

/**
 * Between the size's fewest and most replicas; Container Apps moves within them, and an `up` that changes neither leaves the count alone
 * (pitfall 6). Three rules, the highest answer wins. The rule on requests sees a WebSocket when it is opened, so it answers to people
 * arriving and to all coming back at once; sockets that are merely open show in CPU and memory.
 */
export function scaleOf(spec: Spec): app.ScaleArgs {
  const { thresholds } = spec.size;
  const maxReplicas = mostReplicas(spec);
  const connectionsPerReplica = Math.ceil(thresholds.connections / maxReplicas);
  const utilization = (type: "cpu" | "memory"): app.ScaleRuleArgs => ({
    name: type,
    custom: { type, metadata: { type: "Utilization", value: String(Math.round(thresholds[type] * 100)) } },
  });
  return {
    minReplicas: spec.replicas,
    maxReplicas,
    pollingInterval: 30,
    cooldownPeriod: 300,
    rules: [
      { name: "connections", http: { metadata: { concurrentRequests: String(connectionsPerReplica) } } },
      utilization("cpu"),
      utilization("memory"),
    ],
  };
}
