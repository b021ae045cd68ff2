import { alertsFor } from "../../../../alerts/rules.ts";
import { rateLimits, sizePresets } from "../../../../infra/presets.ts";
import { ofType, only, type Rule } from "../rule.ts";
import { differs, each, platforms, types } from "./plan.ts";

interface ArmorRule {
  priority: number;
  action: string;
  match: { expr?: { expression: string } };
  rateLimitOptions?: {
    exceedAction: string;
    enforceOnKey: string;
    rateLimitThreshold: { count: number; intervalSec: number };
  };
}

interface Policy {
  conditions: { conditionPrometheusQueryLanguage?: { query: string; alertRule: string } }[];
  notificationChannels: string[];
}

export const watchRules: Rule[] = [
  {
    id: "rate-limits",
    platforms,
    holds: "one address gets the guide's rates of requests and WebSockets, and is told to wait above them",
    check: (plan) => {
      const rules = only(plan, types.webFirewall, "chat").inputs.rules as unknown as ArmorRule[];
      const limits = rules.flatMap(({ match, rateLimitOptions: limit }) =>
        limit
          ? [
              {
                path: match.expr!.expression,
                ...limit.rateLimitThreshold,
                exceed: limit.exceedAction,
                key: limit.enforceOnKey,
              },
            ]
          : [],
      );
      const over = ({ perSecond, burst }: { perSecond: number; burst: number }) => perSecond * 10 + burst;
      const limit = (count: number) => ({ count, intervalSec: 10, exceed: "deny(429)", key: "IP" });
      const of = (path: string) => limits.filter((one) => one.path.includes(path)).map(({ path: _, ...rest }) => rest);
      return [
        ...differs("WebSockets", of("/ws"), [limit(over(rateLimits.webSockets))]),
        ...differs("requests", of("assets"), [limit(over(rateLimits.requests))]),
      ];
    },
  },
  {
    id: "web-firewall",
    platforms,
    holds: "metrics are refused from outside, known attacks too, and only then comes what is let through",
    check: (plan) =>
      each<{ rules: ArmorRule[] }>(plan, types.webFirewall, ({ rules }, { name }) => {
        const refused = rules
          .filter(({ action }) => action.startsWith("deny"))
          .map(({ match }) => match.expr?.expression ?? "");
        const lastRefusal = Math.max(
          ...rules.filter(({ action }) => action.startsWith("deny")).map(({ priority }) => priority),
        );
        const firstThrough = Math.min(
          ...rules.filter(({ action }) => !action.startsWith("deny")).map(({ priority }) => priority),
        );
        return [
          ...(refused.some((expression) => expression.includes("metrics")) ? [] : ["metrics are open"]),
          ...(name === "grafana" || refused.some((expression) => expression.includes("sqli-v33-stable"))
            ? []
            : ["no WAF rules"]),
          ...(lastRefusal < firstThrough ? [] : ["something is let through before all is refused"]),
        ];
      }),
  },
  {
    id: "alerts",
    platforms,
    holds: "every alert is a policy with the same name, over the series of this stack only",
    check: (plan) => {
      const size = sizePresets[plan.size];
      const wanted = alertsFor({ size, replicas: size.replicas.min, backupEveryMinutes: 60 }).map(({ name }) => name);
      const found = ofType(plan, types.alert).map(({ inputs }) => {
        const { conditions } = inputs as unknown as Policy;
        return conditions[0]!.conditionPrometheusQueryLanguage ?? { query: "<unknown>", alertRule: "" };
      });
      return [
        ...wanted.filter((name) => !found.some(({ alertRule }) => alertRule === name)).map((name) => `no ${name}`),
        ...found
          .filter(
            ({ query }) =>
              query !== "<unknown>" &&
              !/\{[^}]*(namespace="campfire-conformance"|job_name="campfire-conformance-)/.test(query),
          )
          .map(({ alertRule }) => `${alertRule} looks at all stacks of the project`),
      ];
    },
  },
  {
    id: "certificate",
    platforms,
    holds: "certificates are Google's to renew, proved by DNS",
    check: (plan) =>
      each<{ managed?: { dnsAuthorizations?: string[] } }>(
        plan,
        "gcp:certificatemanager/certificate:Certificate",
        ({ managed }) => differs("authorizations", managed?.dnsAuthorizations?.length, 1),
      ),
  },
];
