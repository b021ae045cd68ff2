import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import * as wafv2 from "@pulumi/aws/wafv2/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import { firewallRules } from "./web-firewall-rules.ts";

interface Needs {
  loadBalancerArn: pulumi.Output<string>;
  parent: pulumi.Resource;
}

/** A web application firewall before the load balancer; what it blocks is logged, without cookies and keys. */
export function webFirewall(spec: Spec, { loadBalancerArn, parent }: Needs): pulumi.Resource {
  const tags = tagsOf(spec, "ingress");
  const firewall = new wafv2.WebAcl(
    "firewall",
    {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: firewallRules(),
      visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "all", sampledRequestsEnabled: false },
      tags,
    },
    { parent },
  );
  const logs = new cloudwatch.LogGroup(
    "firewall",
    // AWS WAF writes to no log group of another name.
    { namePrefix: "aws-waf-logs-", retentionInDays: spec.lifecycle.logRetentionDays, tags },
    { parent },
  );
  new wafv2.WebAclLoggingConfiguration(
    "firewall",
    {
      resourceArn: firewall.arn,
      logDestinationConfigs: [logs.arn],
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          { behavior: "KEEP", requirement: "MEETS_ANY", conditions: [{ actionCondition: { action: "BLOCK" } }] },
        ],
      },
      redactedFields: [{ singleHeader: { name: "cookie" } }, { singleHeader: { name: "authorization" } }],
    },
    { parent },
  );
  return new wafv2.WebAclAssociation("firewall", { resourceArn: loadBalancerArn, webAclArn: firewall.arn }, { parent });
}
