import { alertmanagerWith, type Receiver, receiversFrom } from "./alertmanager.ts";
import type { Receivers } from "./receivers.ts";

/** The keys of the Secret that an AlertmanagerConfig reads what is secret from. */
export const secretKeys = {
  slack: "slack-url",
  pagerDuty: "pagerduty-key",
  mailPassword: "mail-password",
  webhook: "webhook-url",
  heartbeat: "heartbeat-url",
} as const;

/** What that Secret holds, by its keys; nothing for who is not told. */
export function secretsOf({ slack, pagerDuty, email, webhook, heartbeat }: Receivers): Record<string, string> {
  const values = {
    [secretKeys.slack]: slack?.url,
    [secretKeys.pagerDuty]: pagerDuty?.key,
    [secretKeys.mailPassword]: email?.server.password,
    [secretKeys.webhook]: webhook?.url,
    [secretKeys.heartbeat]: heartbeat?.url,
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The same receivers with the keys of the Secret in the place of what is secret. */
const named = ({ slack, pagerDuty, email, webhook, heartbeat }: Receivers): Receivers => ({
  ...(slack && { slack: { url: secretKeys.slack } }),
  ...(pagerDuty && { pagerDuty: { key: secretKeys.pagerDuty } }),
  ...(email && {
    email: {
      to: email.to,
      server: { ...email.server, ...(email.server.user && { password: secretKeys.mailPassword }) },
    },
  }),
  ...(webhook && { webhook: { url: secretKeys.webhook } }),
  ...(heartbeat && { heartbeat: { url: secretKeys.heartbeat } }),
});

type Fields = Record<string, unknown>;

/**
 * The same configuration as the `spec` of an AlertmanagerConfig, monitoring.coreos.com/v1alpha1. Its operator adds to every route and
 * inhibition that the alert's label `namespace` is that of the object: alerts without that label reach none of its receivers.
 * `secret` is the name of the Secret in the same namespace.
 */
export function alertmanagerObject(receivers: Receivers, secret: string) {
  const { route, inhibit_rules, receivers: told } = alertmanagerWith(receiversFrom(named(receivers)));
  const { routes, ...first } = route;
  return {
    route: { ...camel(first), routes: routes.map((one) => ({ ...camel(one), matchers: one.matchers.map(matcher) })) },
    inhibitRules: inhibit_rules.map(({ source_matchers, target_matchers, equal }) => ({
      sourceMatch: source_matchers.map(matcher),
      targetMatch: target_matchers.map(matcher),
      equal,
    })),
    receivers: told.map((one) => receiverObject(one, secret)),
  };
}

/** Secrets by reference: Alertmanager's name of a field → the object's. */
const secretFields: Record<string, string> = {
  api_url: "apiURL",
  routing_key: "routingKey",
  auth_password: "authPassword",
  url: "urlSecret",
};
const pairs = (values: object) => Object.entries(values).map(([key, value]) => ({ key, value }));

function receiverObject({ name, ...kinds }: Receiver, secret: string) {
  const field = ([key, value]: [string, unknown]): [string, unknown] => {
    const reference = secretFields[key];
    if (reference !== undefined) return [reference, { name: secret, key: value }];
    return [camelName(key), typeof value === "object" && value !== null ? pairs(value) : value];
  };
  const configs = Object.entries(kinds as Record<string, Fields[]>).map(([kind, list]) => [
    // Alertmanager writes PagerDuty in one word, and so does the object.
    camelName(kind),
    list.map((config) => Object.fromEntries(Object.entries(config).map(field))),
  ]);
  return { name, ...(Object.fromEntries(configs) as Record<string, Fields[]>) };
}

const camelName = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const camel = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [camelName(key), value]));

/** `name="value"` or `name=~"value"`, taken apart. */
function matcher(text: string) {
  const [, name, matchType, value] = /^(\w+)(=~?)"(.*)"$/.exec(text) ?? [];
  if (value === undefined) throw new Error(`${text} is no matcher`);
  return { name, matchType, value };
}
