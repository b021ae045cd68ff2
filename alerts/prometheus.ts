import { stringify } from "yaml";
import type { Alert } from "./alert.ts";
import { inhibitions } from "./inhibitions.ts";

/** Where the runbooks are read: relative to the repository when nobody says where it is published. */
export const runbookOf = ({ name }: Pick<Alert, "name">, base = "docs/runbooks") => `${base}/${name}.md`;

/**
 * How long an alert that holds others back goes on after its cause is over. Those others look at the last 5 minutes (alert.ts, `slowerThan`),
 * so they end later than it does; without this each recovery would be told as a handful of new troubles.
 */
export const outlasting = "5m";

interface RuleFile {
  /** Where the runbooks are published; in the repository when absent. */
  runbooks?: string;
  /** Whether its reader knows `keep_firing_for`: Prometheus since 2.42. */
  outlasts?: boolean;
  /** Labels that every alert gets besides its severity. */
  labels?: Record<string, string>;
}

/** A Prometheus rule file: one group, evaluated at Prometheus' own interval. */
export function prometheusRules(alerts: readonly Alert[], options: RuleFile = {}): string {
  const { runbooks, outlasts = true, labels = {} } = options;
  const rules = alerts.map((alert) => ({
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    ...(outlasts && alert.name in inhibitions && { keep_firing_for: outlasting }),
    labels: { severity: alert.severity, ...labels },
    annotations: { summary: alert.summary, description: alert.description, runbook_url: runbookOf(alert, runbooks) },
  }));
  return stringify({ groups: [{ name: "campfire", rules }] }, { lineWidth: 0 });
}
