import { stringify } from "yaml";
import type { Alert } from "./alert.ts";

/** Where the runbooks are read: relative to the repository when nobody says where it is published. */
export const runbookOf = ({ name }: Pick<Alert, "name">, base = "docs/runbooks") => `${base}/${name}.md`;

/** A Prometheus rule file: one group, evaluated at Prometheus' own interval. `runbooks` is where they are published. */
export function prometheusRules(alerts: readonly Alert[], runbooks?: string): string {
  const rules = alerts.map((alert) => ({
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    labels: { severity: alert.severity },
    annotations: { summary: alert.summary, description: alert.description, runbook_url: runbookOf(alert, runbooks) },
  }));
  return stringify({ groups: [{ name: "campfire", rules }] }, { lineWidth: 0 });
}
