import * as monitor from "@pulumi/azure-native/monitor/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { runbookOf } from "../../alerts/prometheus.ts";
import { proxy } from "../../alerts/rules/ingress.ts";
import { isoDuration, routeOf, severities, type Telling } from "./rule-groups.ts";

interface Needs extends Telling {
  resourceGroupName: pulumi.Output<string>;
  /** Of Front Door. */
  profileId: pulumi.Output<string>;
  tags: Record<string, string>;
}

/** Percent of the requests, as in alerts/rules/ingress.ts. */
const failing = 5;

/** The alert on failing requests, by Front Door's own count of them: it also sees those that never reach a replica. */
export function frontDoorAlert(needs: Needs, parent: pulumi.Resource): void {
  const { resourceGroupName, profileId, actionGroups, runbooks, tags } = needs;
  for (const alert of proxy()) {
    const webHookProperties = {
      severity: alert.severity,
      summary: "More than one request in twenty fails at Front Door",
      runbook_url: runbookOf(alert, runbooks),
    };
    const groups = actionGroups[routeOf(alert)];
    new monitor.MetricAlert(
      alert.name,
      {
        resourceGroupName,
        location: "global",
        description: alert.description,
        severity: severities[alert.severity],
        enabled: true,
        autoMitigate: true,
        scopes: [profileId],
        evaluationFrequency: "PT1M",
        windowSize: isoDuration(alert.for),
        criteria: {
          odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          allOf: [
            {
              criterionType: "StaticThresholdCriterion",
              name: alert.name,
              metricName: "Percentage5XX",
              operator: "GreaterThan",
              threshold: failing,
              timeAggregation: "Average",
            },
            {
              criterionType: "StaticThresholdCriterion",
              name: "some requests",
              metricName: "RequestCount",
              operator: "GreaterThan",
              // One failure among few is a large share of them.
              threshold: 100,
              timeAggregation: "Total",
            },
          ],
        },
        actions: groups.map((actionGroupId) => ({ actionGroupId, webHookProperties })),
        tags,
      },
      { parent },
    );
  }
}
