import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { Secret } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { Alert } from "../../alerts/alert.ts";
import { alertmanagerObject, secretsOf } from "../../alerts/alertmanager-object.ts";
import { prometheusRules } from "../../alerts/prometheus.ts";
import { alertsFor } from "../../alerts/rules.ts";
import { receiversOf, runbooksOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import { scoped } from "../promql.ts";
import { watchedOn } from "../watched.ts";
import { type Metadata, namespaceOf } from "./metadata.ts";

/** The alerts, over the series of this stack only: one Prometheus has those of all stacks of a cluster. */
export const alertsOf = (spec: Spec): Alert[] =>
  alertsFor({
    size: spec.size,
    replicas: spec.replicas,
    backupEveryMinutes: spec.lifecycle.backups.everyMinutes,
    sources: watchedOn.kubernetes,
  }).map((alert) => ({ ...alert, expr: scoped(alert.expr, { namespace: namespaceOf(spec) }) }));

interface Place {
  /** The name, namespace and labels of a monitoring object. */
  metadata(name: string): Metadata;
  parent: pulumi.Resource;
}

/** When the cluster's Prometheus wakes somebody, and whom its Alertmanager tells. Returns how many alerts there are. */
export function alerting(spec: Spec, { metadata, parent }: Place): number {
  const alerts = alertsOf(spec);
  const rules = prometheusRules(alerts, {
    runbooks: runbooksOf(spec.settings),
    // Sums have no labels of their own, and without this one the routes below would not see them.
    labels: { namespace: namespaceOf(spec) },
  });
  new CustomResource(
    "alerts",
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: metadata("alerts"),
      spec: parse(rules) as object,
    },
    { parent },
  );
  const receivers = receiversOf(spec.settings);
  const secrets = secretsOf(receivers);
  const name = "alert-receivers";
  const dependsOn =
    Object.keys(secrets).length === 0
      ? []
      : [
          new Secret(
            name,
            {
              metadata: metadata(name),
              stringData: Object.fromEntries(
                Object.entries(secrets).map(([key, value]) => [key, pulumi.secret(value)]),
              ),
            },
            { parent },
          ),
        ];
  new CustomResource(
    "alert-routes",
    {
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kind: "AlertmanagerConfig",
      metadata: metadata("alert-routes"),
      spec: alertmanagerObject(receivers, name),
    },
    { parent, dependsOn },
  );
  return alerts.length;
}
