import { stringify } from "yaml";
import type { Severity } from "./alert.ts";
import { inhibitions } from "./inhibitions.ts";
import type { MailServer, Receivers } from "./receivers.ts";
import { watchdog } from "./rules/watching.ts";

/** The names that routes lead to. */
export const routeNames = { page: "page", ticket: "ticket", heartbeat: "heartbeat" } as const;
export type RouteName = keyof typeof routeNames;

/** A receiver by Alertmanager's own names: kinds of configurations, as `slack_configs`, → the configurations. */
export type Receiver = { name: RouteName } & Record<string, unknown>;

/** Whom Alertmanager can tell itself, without any of those who are not set. */
export const receiversFrom = (receivers: Receivers): Receiver[] => [
  receiver("page", receivers),
  receiver("ticket", receivers),
  heartbeat(receivers),
];

/** How often somebody is told again of what is still so. */
export const repeats: Record<RouteName, string> = { page: "1h", ticket: "12h", heartbeat: "5m" };

/**
 * Alertmanager's configuration, as data. What belongs together is told once: one message an alert, whatever number of replicas it is about.
 * A page is told at once and again each hour, a ticket when there is time and twice a day.
 */
export const alertmanagerWith = (receivers: readonly Receiver[]) => ({
  route: {
    receiver: routeNames.ticket as string,
    group_by: ["alertname", "namespace"],
    group_wait: "30s",
    group_interval: "5m",
    repeat_interval: repeats.ticket,
    routes: [
      {
        matchers: [`alertname="${watchdog}"`],
        receiver: routeNames.heartbeat as string,
        group_wait: "0s",
        group_interval: "1m",
        repeat_interval: repeats.heartbeat,
      },
      {
        matchers: ['severity="page"'],
        receiver: routeNames.page as string,
        group_wait: "10s",
        repeat_interval: repeats.page,
      },
    ],
  },
  inhibit_rules: Object.entries(inhibitions).map(([source, targets]) => ({
    source_matchers: [`alertname="${source}"`],
    target_matchers: [`alertname=~"${targets.join("|")}"`],
    // A cluster's Alertmanager serves several stacks.
    equal: ["namespace"],
  })),
  receivers,
});

/** The same as Alertmanager reads it. With no receivers alerts are shown and sent to nobody. */
export const alertmanagerConfiguration = (receivers: Receivers): string =>
  stringify(alertmanagerWith(receiversFrom(receivers)), { lineWidth: 0 });

/** One alert a line; Alertmanager's templates. */
export const texts = {
  title:
    "{{ .Status | toUpper }}{{ if eq .Status `firing` }} ({{ .Alerts.Firing | len }}){{ end }}: {{ .CommonLabels.alertname }}",
  body: [
    "{{ range .Alerts }}{{ .Annotations.summary }}",
    "{{ .Annotations.description }}",
    "Runbook: {{ .Annotations.runbook_url }}",
    "",
    "{{ end }}",
  ].join("\n"),
};

function receiver(severity: Severity, { slack, pagerDuty, email, webhook }: Receivers): Receiver {
  const wakes = severity === "page";
  return {
    name: routeNames[severity],
    ...(slack && {
      slack_configs: [
        {
          api_url: slack.url,
          send_resolved: true,
          color: `{{ if eq .Status "firing" }}${wakes ? "danger" : "warning"}{{ else }}good{{ end }}`,
          title: texts.title,
          text: texts.body,
        },
      ],
    }),
    ...(pagerDuty &&
      wakes && {
        pagerduty_configs: [
          {
            routing_key: pagerDuty.key,
            send_resolved: true,
            severity: "critical",
            description: texts.title,
            details: { summary: texts.body },
          },
        ],
      }),
    ...(email && { email_configs: [mail(email.to, email.server)] }),
    ...(webhook && { webhook_configs: [{ url: webhook.url, send_resolved: true }] }),
  };
}

const mail = (to: string, { host, port, from, user, password }: MailServer) => ({
  to,
  from,
  smarthost: `${host}:${port}`,
  ...(user && { auth_username: user, auth_password: password }),
  send_resolved: true,
  headers: { Subject: texts.title },
  html: "",
  text: texts.body,
});

/** The watchdog goes nowhere else: it is no news to people. */
const heartbeat = ({ heartbeat: called }: Receivers): Receiver => ({
  name: routeNames.heartbeat,
  ...(called && { webhook_configs: [{ url: called.url, send_resolved: false }] }),
});
