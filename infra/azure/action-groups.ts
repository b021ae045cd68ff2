import * as monitor from "@pulumi/azure-native/monitor/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { RouteName } from "../../alerts/alertmanager.ts";
import type { Spec } from "../contract.ts";

/** Who is told of a page, of a ticket, and that alerts get through: ids of action groups, none where nobody is. */
export type ActionGroups = Record<RouteName, pulumi.Output<string>[]>;

interface Place {
  resourceGroupName: pulumi.Output<string>;
  tags: Record<string, string>;
}

/** A group for each route of alerts/. Azure has nothing for Slack, so that is refused (infra/alerting.ts). */
export function tellPeople({ settings }: Spec, place: Place, parent: pulumi.Resource): ActionGroups {
  const { alertEmail, alertPagerDutyKey, alertWebhookUrl, alertHeartbeatUrl } = settings;
  const webhook = (name: string, url: string) =>
    url === "" ? [] : [{ name, serviceUri: pulumi.secret(url), useCommonAlertSchema: true }];
  const emailReceivers =
    alertEmail === "" ? [] : [{ name: "operators", emailAddress: alertEmail, useCommonAlertSchema: true }];
  const pager = alertPagerDutyKey && `https://events.pagerduty.com/integration/${alertPagerDutyKey}/enqueue`;

  const group = (route: RouteName, receivers: Receivers) => {
    if (Object.values(receivers).every((list) => list.length === 0)) return [];
    const fixed = { ...place, location: "Global", enabled: true };
    // Twelve characters at most.
    const groupShortName = `cf-${route}`;
    return [new monitor.ActionGroup(route, { ...fixed, groupShortName, ...receivers }, { parent }).id];
  };
  const told = webhook("webhook", alertWebhookUrl);
  return {
    page: group("page", { emailReceivers, webhookReceivers: [...webhook("pager", pager), ...told] }),
    ticket: group("ticket", { emailReceivers, webhookReceivers: told }),
    heartbeat: group("heartbeat", { emailReceivers: [], webhookReceivers: webhook("heartbeat", alertHeartbeatUrl) }),
  };
}

interface Told {
  name: string;
  /** Azure's one form for all that is told. */
  useCommonAlertSchema: boolean;
}

interface Receivers {
  emailReceivers: (Told & { emailAddress: string })[];
  webhookReceivers: (Told & { serviceUri: pulumi.Output<string> })[];
}
