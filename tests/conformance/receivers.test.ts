import { beforeAll, describe, expect, it } from "vitest";
import type { PlatformName } from "../../infra/platform-names.ts";
import { matrix } from "./matrix.ts";
import { renderCell } from "./plan.ts";
import type { Plan } from "./rules/rule.ts";

const secrets = {
  "campfire:alertPagerDutyKey": "0123456789abcdef0123456789abcdef",
  "campfire:alertWebhookUrl": "https://example.com/alerts?token=hidden",
  "campfire:alertHeartbeatUrl": "https://example.com/alive/hidden",
};
const email = { "campfire:alertEmail": "operators@example.com" };

/** Everybody whom a platform can tell. */
const told: Partial<Record<PlatformName, Record<string, string>>> = {
  aws: { ...email, "campfire:alertWebhookUrl": secrets["campfire:alertWebhookUrl"] },
  gcp: { ...email, ...secrets },
  azure: { ...email, ...secrets, "campfire:image": `registry.example.com/campfire@sha256:${"0".repeat(64)}` },
  kubernetes: {
    ...email,
    ...secrets,
    "campfire:alertSlackUrl": "https://hooks.slack.com/services/T/B/hidden",
    "campfire:alertSmtpUrl": "smtp://chat:hidden@mail.example.com",
  },
};

const planOf = (platform: PlatformName) => {
  const cell = matrix.find((one) => one.platform === platform && one.size === "small" && one.lifecycle === "staging")!;
  return renderCell({ ...cell, config: { ...cell.config, ...told[platform] } });
};

// biome-ignore lint/suspicious/noExplicitAny: each platform's own form.
const inputsOf = (plan: Plan, type: RegExp): Record<string, any> =>
  Object.fromEntries(plan.resources.filter((one) => type.test(one.type)).map(({ name, inputs }) => [name, inputs]));

let plan: Plan;
const planned = (platform: PlatformName) =>
  beforeAll(async () => {
    plan = await planOf(platform);
  });

const hidesSecrets = () =>
  it("shows no address or key that is secret", () => {
    const text = JSON.stringify([plan.resources.map(({ inputs }) => inputs), plan.outputs]);
    expect(text).not.toMatch(/hidden|0123456789abcdef0123456789abcdef/);
  });

describe("alerts on Google Cloud", () => {
  planned("gcp");
  hidesSecrets();

  it("lead pages to all, tickets to all but the pager, the watchdog to the heartbeat only, and remind as Alertmanager does", () => {
    const policies = inputsOf(plan, /alertPolicy/);
    const channels = (name: string) => policies[`alert-${name}`].notificationChannels;
    expect(channels("ChatDown")).toEqual(["pager", "operators", "webhook"]);
    expect(channels("ReplicaDown")).toEqual(["operators", "webhook"]);
    expect(channels("Watchdog")).toEqual(["heartbeat"]);
    const again = (name: string) => policies[`alert-${name}`].alertStrategy.notificationChannelStrategies;
    expect(again("ChatDown")).toEqual([{ notificationChannelNames: channels("ChatDown"), renotifyInterval: "3600s" }]);
    expect(again("ReplicaDown")[0].renotifyInterval).toBe("43200s");
    expect(again("Watchdog")[0].renotifyInterval).toBe("1800s");
  });
});

describe("alerts on Azure", () => {
  planned("azure");
  hidesSecrets();

  it("lead pages to all, tickets to all but the pager, the watchdog to the heartbeat only", () => {
    const rules = Object.values(inputsOf(plan, /:PrometheusRuleGroup$/)).flatMap((group) => group.rules);
    const groups = (name: string) =>
      rules
        .find(({ alert }) => alert === name)
        .actions.map(({ actionGroupId }: { actionGroupId: string }) => actionGroupId);
    expect(["ChatDown", "ReplicaDown", "Watchdog"].map(groups)).toEqual([["page-id"], ["ticket-id"], ["heartbeat-id"]]);
    const receivers = Object.entries(inputsOf(plan, /:ActionGroup$/)).map(
      ([name, { emailReceivers, webhookReceivers }]) => [
        name,
        [...emailReceivers, ...webhookReceivers].map((one: { name: string }) => one.name),
      ],
    );
    expect(Object.fromEntries(receivers)).toEqual({
      page: ["operators", "pager", "webhook"],
      ticket: ["operators", "webhook"],
      heartbeat: ["heartbeat"],
    });
  });
});

describe("alerts on AWS", () => {
  planned("aws");
  hidesSecrets();

  it("lead to those who subscribed to pages, and to tickets; an alarm pages when the watchdog is silent", () => {
    const subscriptions = Object.entries(inputsOf(plan, /topicSubscription/)).map(([name, { topic, protocol }]) => [
      name,
      `${protocol} ${String(topic).split(":").at(-1)}`,
    ]);
    expect(Object.fromEntries(subscriptions)).toEqual({
      "email-page": "email alerts-page",
      "webhook-page": "https alerts-page",
      "email-ticket": "email alerts-ticket",
      "webhook-ticket": "https alerts-ticket",
    });
    const alarm = inputsOf(plan, /metricAlarm/)["alerts-get-through"];
    expect(alarm.alarmActions).toEqual([expect.stringMatching(/alerts-page$/)]);
    expect(alarm.dimensions).toEqual({ TopicName: "alerts-heartbeat" });
  });
});

describe("alerts on Kubernetes", () => {
  planned("kubernetes");
  hidesSecrets();

  it("lead by an AlertmanagerConfig to receivers whose secrets are in a Secret beside it", () => {
    const objects = Object.values(inputsOf(plan, /^kubernetes:/));
    const config = objects.find(({ kind }) => kind === "AlertmanagerConfig");
    const kinds = config.spec.receivers.map(({ name, ...kinds }: { name: string }) => [
      name,
      Object.keys(kinds).sort(),
    ]);
    expect(kinds).toEqual([
      ["page", ["emailConfigs", "pagerdutyConfigs", "slackConfigs", "webhookConfigs"]],
      ["ticket", ["emailConfigs", "slackConfigs", "webhookConfigs"]],
      ["heartbeat", ["webhookConfigs"]],
    ]);
    const references = [
      ...JSON.stringify(config.spec.receivers).matchAll(/\{"key":"([\w-]+)","name":"alert-receivers"\}/g),
    ];
    const secret = objects.find(({ metadata }) => metadata?.name === "alert-receivers");
    expect(secret.metadata.namespace).toBe(config.metadata.namespace);
    expect(new Set(references.map(([, key]) => key)).size).toBe(5);
  });

  it("carry the namespace that its routes ask for", () => {
    const objects = Object.values(inputsOf(plan, /^kubernetes:/));
    const { spec, metadata } = objects.find(({ kind }) => kind === "PrometheusRule");
    for (const { alert, labels } of spec.groups[0].rules) expect(labels.namespace, alert).toBe(metadata.namespace);
  });
});
