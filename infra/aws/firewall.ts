import * as ec2 from "@pulumi/aws/ec2/index.js";
import * as vpc from "@pulumi/aws/vpc/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PartName, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";

interface GroupArgs {
  spec: Spec;
  part: PartName;
  vpcId: pulumi.Input<string>;
  parent: pulumi.Resource;
}

/**
 * A security group that lets nothing in or out. Each of its rules is a resource of its own: two groups can then name each other, and
 * be deleted again (pitfall 10).
 */
export function securityGroup(name: string, { spec, part, vpcId, parent }: GroupArgs): ec2.SecurityGroup {
  return new ec2.SecurityGroup(
    name,
    { vpcId, description: `Campfire: ${name}`, revokeRulesOnDelete: true, tags: tagsOf(spec, part) },
    { parent },
  );
}

interface Path {
  from: pulumi.Input<string>;
  to: pulumi.Input<string>;
  port: number;
  parent: pulumi.Resource;
}

/** Opens one port from one group to another: out of the first and into the second. */
export function allow(name: string, { from, to, port, parent }: Path): void {
  const path = { ipProtocol: "tcp", fromPort: port, toPort: port };
  new vpc.SecurityGroupEgressRule(name, { ...path, securityGroupId: from, referencedSecurityGroupId: to }, { parent });
  new vpc.SecurityGroupIngressRule(name, { ...path, securityGroupId: to, referencedSecurityGroupId: from }, { parent });
}

const everywhere = "0.0.0.0/0";

/** Lets a group reach servers outside: AWS itself, webhooks, push services, the pages behind links. */
export function allowOut(name: string, group: pulumi.Input<string>, ports: number[], parent: pulumi.Resource): void {
  for (const port of ports) {
    new vpc.SecurityGroupEgressRule(
      `${name}-out-${port}`,
      { securityGroupId: group, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4: everywhere },
      { parent },
    );
  }
}

/** Lets the internet in: for the load balancer, and nothing else. */
export function allowInternet(
  name: string,
  group: pulumi.Input<string>,
  ports: number[],
  parent: pulumi.Resource,
): void {
  for (const port of ports) {
    new vpc.SecurityGroupIngressRule(
      `${name}-in-${port}`,
      { securityGroupId: group, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4: everywhere },
      { parent },
    );
  }
}
