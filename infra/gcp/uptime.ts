import * as monitoring from "@pulumi/gcp/monitoring/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Alert } from "../../alerts/alert.ts";
import type { Spec } from "../contract.ts";
import { labels, projectId } from "./project.ts";

/** Seconds between two looks from each of Google's regions. */
const period = 60;

/**
 * Whether the chat answers at its own address, as seen from outside: name, certificate, load balancer and a replica. It stands for what
 * elsewhere is a scrape of the ingress, which nobody can scrape here.
 */
export function ingressCheck(spec: Spec, parent: pulumi.Resource): monitoring.UptimeCheckConfig {
  return new monitoring.UptimeCheckConfig(
    "chat",
    {
      displayName: `${spec.project} ${spec.stack}`,
      period: `${period}s`,
      timeout: "10s",
      httpCheck: { path: "/health", port: 443, useSsl: true, validateSsl: true },
      monitoredResource: { type: "uptime_url", labels: { project_id: projectId(), host: spec.settings.domain } },
      userLabels: labels(spec, "monitoring"),
    },
    { parent },
  );
}

/** Fires when more than one region gets no answer: one may have trouble of its own. */
export const noAnswer = (
  check: monitoring.UptimeCheckConfig,
  { name, for: duration }: Pick<Alert, "name" | "for">,
) => ({
  displayName: name,
  conditionThreshold: {
    filter: pulumi.interpolate`resource.type="uptime_url" AND metric.type="monitoring.googleapis.com/uptime_check/check_passed" AND metric.labels.check_id="${check.uptimeCheckId}"`,
    aggregations: [
      {
        alignmentPeriod: "1200s",
        perSeriesAligner: "ALIGN_NEXT_OLDER",
        crossSeriesReducer: "REDUCE_COUNT_FALSE",
        groupByFields: ["resource.label.host"],
      },
    ],
    comparison: "COMPARISON_GT",
    thresholdValue: 1,
    duration,
    trigger: { count: 1 },
  },
});
