import type { Alert, AlertContext } from "../alert.ts";

/** The name of the alert that always fires; Alertmanager sends it to whoever misses it when it stops. */
export const watchdog = "Watchdog";

/** Tells that alerts get through, to whoever notices when it no longer does. */
export const alive = (_context: AlertContext): Alert[] => [
  {
    name: watchdog,
    expr: "vector(1)",
    for: "0s",
    severity: "ticket",
    summary: "Alerts get through",
    description:
      "It always fires, so that its absence tells that alerts no longer get through. Whatever is told by it has to raise the alarm when it hears nothing.",
  },
];

/** Who watches the watchers. */
export const watching = (_context: AlertContext): Alert[] => [
  {
    name: "TargetDown",
    expr: 'up{job!~"campfire|backups|ingress"} == 0',
    for: "10m",
    severity: "ticket",
    summary: "{{ $labels.job }} can't be scraped",
    description: "What it says of the stack is missing, and with it alerts. Look at its log.",
  },
  {
    name: "RulesFail",
    expr: "increase(prometheus_rule_evaluation_failures_total[10m]) > 0",
    for: "10m",
    severity: "ticket",
    summary: "Prometheus can't evaluate some of its rules",
    description: "Alerts among them are dead. Prometheus' page of rules names them.",
  },
  {
    name: "NotificationsFail",
    expr: "sum by (integration) (rate(alertmanager_notifications_failed_total[10m])) / sum by (integration) (rate(alertmanager_notifications_total[10m])) > 0.1",
    for: "10m",
    severity: "ticket",
    summary: "Alerts don't get through by {{ $labels.integration }}",
    description: "Alertmanager's log says why: most often an address or a key that is no longer valid.",
  },
  {
    name: "AlertmanagerMissing",
    expr: "prometheus_notifications_alertmanagers_discovered < 1 or rate(prometheus_notifications_errors_total[10m]) > 0",
    for: "10m",
    severity: "ticket",
    summary: "Prometheus can't hand its alerts over",
    description: "Nobody hears of them. Look at Alertmanager.",
  },
];
