import * as compute from "@pulumi/gcp/compute/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { labels } from "./project.ts";
import { type WebFirewallRule, windowSeconds } from "./web-firewall-rules.ts";

/** A Cloud Armor policy. */
export function webFirewall(
  name: string,
  { spec, part, rules }: { spec: Spec; part: PartName; rules: WebFirewallRule[] },
  parent: pulumi.Resource,
): compute.SecurityPolicy {
  return new compute.SecurityPolicy(
    name,
    {
      type: "CLOUD_ARMOR",
      labels: labels(spec, part),
      // Without it a body of JSON is one long text to the OWASP rules, and every brace a finding.
      advancedOptionsConfig: { jsonParsing: "STANDARD", logLevel: "NORMAL" },
      rules: rules.map(asArgs),
    },
    { parent },
  );
}

const asArgs = ({ priority, description, expression, action, limit }: WebFirewallRule) => ({
  priority,
  description,
  action,
  match:
    expression === undefined
      ? { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["*"] } }
      : { expr: { expression } },
  ...(limit !== undefined && {
    rateLimitOptions: {
      conformAction: "allow",
      exceedAction: "deny(429)",
      enforceOnKey: "IP",
      rateLimitThreshold: { count: limit, intervalSec: windowSeconds },
    },
  }),
});
