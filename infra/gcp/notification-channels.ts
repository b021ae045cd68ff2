import * as monitoring from "@pulumi/gcp/monitoring/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { RouteName } from "../../alerts/alertmanager.ts";
import type { Spec } from "../contract.ts";
import { labels } from "./project.ts";

/** Who is told of a page, of a ticket, and that alerts get through: names of notification channels. */
export type Channels = Record<RouteName, pulumi.Output<string>[]>;

/** One channel for each of whom the settings name. Google has no Slack without signing in to it, so that is refused (infra/alerting.ts). */
export function notificationChannels(spec: Spec, parent: pulumi.Resource): Channels {
  const { alertEmail, alertPagerDutyKey, alertWebhookUrl, alertHeartbeatUrl } = spec.settings;
  const channel = (set: string, name: string, args: Omit<monitoring.NotificationChannelArgs, "displayName">) => {
    if (set === "") return [];
    const displayName = `${spec.project} ${spec.stack}: ${name}`;
    const userLabels = labels(spec, "monitoring");
    return [new monitoring.NotificationChannel(name, { ...args, displayName, userLabels }, { parent }).name];
  };
  const called = (url: string) => ({ type: "webhook_tokenauth", labels: { url: pulumi.secret(url) } });

  const operators = channel(alertEmail, "operators", { type: "email", labels: { email_address: alertEmail } });
  const pager = channel(alertPagerDutyKey, "pager", {
    type: "pagerduty",
    sensitiveLabels: { serviceKey: pulumi.secret(alertPagerDutyKey) },
  });
  const webhook = channel(alertWebhookUrl, "webhook", called(alertWebhookUrl));
  return {
    page: [...pager, ...operators, ...webhook],
    ticket: [...operators, ...webhook],
    heartbeat: channel(alertHeartbeatUrl, "heartbeat", called(alertHeartbeatUrl)),
  };
}
