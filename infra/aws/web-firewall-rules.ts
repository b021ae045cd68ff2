import type { wafv2 } from "@pulumi/aws/types/input.js";
import { rateLimits } from "../presets.ts";

type Rule = wafv2.WebAclRule;

/** Seconds over which AWS WAF counts an address: the least that it offers. */
const window = 60;

/** Rules of AWS that would take what people write to each other for an attack: they count, and don't block. */
const bodyRules = {
  AWSManagedRulesCommonRuleSet: [
    // Attachments are larger than 8 kB.
    "SizeRestrictions_BODY",
    // Messages are HTML, hold code, and tell of addresses and paths.
    "CrossSiteScripting_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "EC2MetaDataSSRF_BODY",
    // Webhooks and scripts of existing bots don't always say who they are.
    "NoUserAgent_HEADER",
  ],
  AWSManagedRulesKnownBadInputsRuleSet: ["Log4JRCE_BODY", "JavaDeserializationRCE_BODY", "ReactJSRCE_BODY"],
  AWSManagedRulesAmazonIpReputationList: [],
} as const;

/** In this order: cheap rules first, and what is blocked by one costs nothing in the next. */
export function firewallRules(): Rule[] {
  const { requests, webSockets } = rateLimits;
  return [
    rateRule("webSockets", webSockets, startsWith("/ws")),
    rateRule("requests", requests),
    managed("AWSManagedRulesAmazonIpReputationList"),
    managed("AWSManagedRulesCommonRuleSet"),
    managed("AWSManagedRulesKnownBadInputsRuleSet"),
  ].map((rule, priority) => ({ ...rule, priority }));
}

type Unordered = Omit<Rule, "priority">;

/** Blocks an address while it asks for more than the deployment guide allows, counted over a minute with the burst on top. */
function rateRule(
  name: string,
  { perSecond, burst }: { perSecond: number; burst: number },
  scopeDownStatement?: wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatement,
): Unordered {
  const limit = perSecond * window + burst;
  return {
    name,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: window, limit, scopeDownStatement },
    },
    visibilityConfig: visible(name),
  };
}

const startsWith = (path: string) => ({
  byteMatchStatement: {
    searchString: path,
    positionalConstraint: "STARTS_WITH",
    fieldToMatch: { uriPath: {} },
    textTransformations: [{ priority: 0, type: "NONE" }],
  },
});

function managed(name: keyof typeof bodyRules): Unordered {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: bodyRules[name].map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  };
}

const visible = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
});
