import * as frontdoor from "@pulumi/azure-native/frontdoor/index.js";
import type { frontdoor as inputs } from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { rateLimits } from "../presets.ts";
import { newWithTier } from "./address.ts";
import { azureSize } from "./sizing.ts";

/** Front Door counts over whole minutes, so a burst comes on top of a minute's share. */
const perMinute = ({ perSecond, burst }: { perSecond: number; burst: number }) => 60 * perSecond + burst;

/** A rate limit has to have a condition: everybody but addresses that exist in documents only (RFC 5737). */
const anybody: inputs.MatchConditionArgs = {
  matchVariable: "SocketAddr",
  operator: "IPMatch",
  matchValue: ["192.0.2.0/24"],
  negateCondition: true,
};

/** Whatever lies at these paths or below; Front Door hands over the whole address. */
const below = (...paths: string[]): inputs.MatchConditionArgs => ({
  matchVariable: "RequestUri",
  operator: "RegEx",
  matchValue: paths.map((path) => `^(https?://[^/]+(:[0-9]+)?)?${path}([/?]|$)`),
  transforms: ["Lowercase", "UrlDecode"],
});

/** Rules of our own, first to last. */
export const customRules: inputs.CustomRuleArgs[] = [
  {
    name: "refuseMetrics",
    priority: 10,
    ruleType: "MatchRule",
    action: "Block",
    matchConditions: [below("/metrics")],
  },
  {
    name: "limitWebSockets",
    priority: 20,
    ruleType: "RateLimitRule",
    action: "Block",
    rateLimitDurationInMinutes: 1,
    rateLimitThreshold: perMinute(rateLimits.webSockets),
    groupBy: [{ variableName: "SocketAddr" }],
    matchConditions: [below("/ws")],
  },
  {
    name: "limitRequests",
    priority: 30,
    ruleType: "RateLimitRule",
    action: "Block",
    rateLimitDurationInMinutes: 1,
    rateLimitThreshold: perMinute(rateLimits.requests),
    groupBy: [{ variableName: "SocketAddr" }],
    matchConditions: [anybody],
  },
];

const managedRuleSets: inputs.ManagedRuleSetArgs[] = [
  { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1", ruleSetAction: "Block" },
  // Bots are welcome: only the known bad ones are refused, which is this set's default.
  { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.1" },
];

interface Needs {
  resourceGroupName: pulumi.Input<string>;
  tags: Record<string, string>;
}

/** The firewall's rules: our own at every size, Microsoft's maintained ones where the size asks for them. */
export function firewall(spec: Spec, { resourceGroupName, tags }: Needs, parent: pulumi.Resource): frontdoor.Policy {
  return new frontdoor.Policy(
    "firewall",
    {
      resourceGroupName,
      location: "Global",
      sku: { name: azureSize(spec).frontDoor },
      policySettings: {
        enabledState: "Enabled",
        mode: "Prevention",
        customBlockResponseStatusCode: 429,
        // A body here is what people and bots say, SQL and HTML included, which the maintained rules would take for an attack. The app puts
        // none of it into a query or a page unescaped, so addresses, headers and cookies are looked at, and what is said is not.
        requestBodyCheck: "Disabled",
      },
      customRules: { rules: customRules },
      managedRules: { managedRuleSets: azureSize(spec).frontDoor === "Premium_AzureFrontDoor" ? managedRuleSets : [] },
      tags,
    },
    { parent, ...newWithTier },
  );
}
