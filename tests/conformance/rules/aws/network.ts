import { timing } from "../../../../infra/presets.ts";
import { only, type Rule } from "../rule.ts";
import { at, every, platforms, unlike } from "./look.ts";

const everywhere = ["0.0.0.0/0", "::/0"];

/** Who can reach what, and how. */
export const network: Rule[] = [
  {
    id: "pitfall-01",
    platforms,
    holds: "the load balancer keeps a silent WebSocket for 300 seconds and at least three pings",
    check: (plan) => {
      const idle = Number(at(only(plan, "aws:lb/loadBalancer:LoadBalancer", "ingress"), "idleTimeout"));
      return idle >= 300 && idle >= 3 * timing.ping ? [] : [`idle time-out ${idle} s, ping ${timing.ping} s`];
    },
  },
  {
    id: "pitfall-02",
    platforms,
    holds: "no load balancer sticks a person to a replica",
    check: (plan) => unlike(plan, "aws:lb/targetGroup:TargetGroup", ["stickiness", "enabled"], false),
  },
  {
    id: "pitfall-10",
    platforms,
    holds: "security groups hold no rules of their own, and what uses them goes before them",
    check: (plan) => [
      ...unlike(plan, "aws:ec2/securityGroup:SecurityGroup", ["revokeRulesOnDelete"], true),
      ...every(plan, "aws:ec2/securityGroup:SecurityGroup")
        .filter(({ inputs }) => "ingress" in inputs || "egress" in inputs)
        .map(({ name }) => `group ${name} has rules inside`),
      ...[...every(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")]
        .filter(({ propertyDependencies }) => (propertyDependencies.securityGroupId?.length ?? 0) === 0)
        .map(({ name }) => `rule ${name} does not depend on its group`),
    ],
  },
  {
    id: "only-ingress-is-reachable",
    platforms,
    holds: "the internet reaches the load balancer's ports 80 and 443, and nothing else",
    check: (plan) => {
      const open = every(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
        (rule) => everywhere.includes(String(at(rule, "cidrIpv4"))) || at(rule, "cidrIpv6") !== undefined,
      );
      const wrong = open.filter(
        (rule) =>
          !rule.propertyDependencies.securityGroupId?.every((urn) => urn.endsWith("SecurityGroup::ingress")) ||
          ![80, 443].includes(Number(at(rule, "toPort"))) ||
          at(rule, "fromPort") !== at(rule, "toPort"),
      );
      return [
        ...(open.length === 2 ? [] : [`${open.length} rules let the internet in`]),
        ...wrong.map(({ name }) => `rule ${name} opens something else`),
      ];
    },
  },
  {
    id: "only-the-load-balancer-reaches-replicas",
    platforms,
    holds:
      "replicas and Grafana are reached from the load balancer's group, and replicas from the collector's, by no other",
    check: (plan) => {
      const groupOf = (urns: string[] | undefined) => urns?.map((urn) => urn.split("::").at(-1) ?? "") ?? [];
      const into = (group: string) =>
        every(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
          .filter(({ propertyDependencies }) => groupOf(propertyDependencies.securityGroupId).includes(group))
          .map(
            ({ propertyDependencies }) => groupOf(propertyDependencies.referencedSecurityGroupId).join() || "anybody",
          )
          .sort();
      const expected = { app: ["collector", "ingress"], grafana: ["ingress"], collector: [], backups: [] };
      return Object.entries(expected)
        .filter(([group, from]) => JSON.stringify(into(group)) !== JSON.stringify(from))
        .map(([group]) => `${group} is reached from ${into(group).join(", ")}`);
    },
  },
  {
    id: "no-public-addresses",
    platforms,
    holds: "no task, database or subnet gets a public address; only NAT gateways do",
    check: (plan) => [
      ...unlike(plan, "aws:ecs/service:Service", ["networkConfiguration", "assignPublicIp"], false),
      ...unlike(
        plan,
        "aws:scheduler/schedule:Schedule",
        ["target", "ecsParameters", "networkConfiguration", "assignPublicIp"],
        false,
      ),
      ...unlike(plan, "aws:rds/instance:Instance", ["publiclyAccessible"], false),
      ...unlike(plan, "aws:ec2/subnet:Subnet", ["mapPublicIpOnLaunch"], false),
      ...every(plan, "aws:ec2/eip:Eip")
        .filter(({ name }) => !name.startsWith("nat-"))
        .map(({ name }) => `address ${name}`),
    ],
  },
  {
    id: "data-is-private",
    platforms,
    holds: "database, cache and files are in subnets without a way out, and only named groups reach their ports",
    check: (plan) => {
      const routed = every(plan, "aws:ec2/route:Route").filter((route) =>
        route.propertyDependencies.routeTableId?.some((urn) => urn.endsWith("RouteTable::data")),
      );
      const mounts = every(plan, "aws:efs/mountTarget:MountTarget").filter(
        (target) => !target.propertyDependencies.subnetId?.every((urn) => /Subnet::data-\d$/.test(urn)),
      );
      const groups = ["aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"].flatMap((type) =>
        every(plan, type).filter(
          (group) => !group.propertyDependencies.subnetIds?.every((urn) => /Subnet::data-\d$/.test(urn)),
        ),
      );
      return [
        ...routed.map(({ name }) => `route ${name} leads out of the data subnets`),
        ...[...mounts, ...groups].map(({ urn }) => `${urn} is outside of the data subnets`),
      ];
    },
  },
  {
    id: "zones",
    platforms,
    holds: "the network spans two zones or three, and each has a subnet of each kind",
    check: (plan) => {
      const zones = plan.size === "large" ? 3 : 2;
      return ["public", "tasks", "data"].flatMap((kind) => {
        const count = every(plan, "aws:ec2/subnet:Subnet").filter(({ name }) => name.startsWith(`${kind}-`)).length;
        return count === zones ? [] : [`${count} ${kind} subnets`];
      });
    },
  },
  {
    id: "tls",
    platforms,
    holds: "people are served over TLS 1.2 or 1.3 and led there from plain HTTP",
    check: (plan) => {
      const listeners = every(plan, "aws:lb/listener:Listener");
      const [https, http] = ["https", "http"].map((name) => listeners.find((listener) => listener.name === name)!);
      const redirect = at(http!, "defaultActions", 0, "redirect", "protocol");
      return [
        ...(listeners.length === 2 ? [] : [`${listeners.length} listeners`]),
        ...(at(https!, "protocol") === "HTTPS" && String(at(https!, "sslPolicy")).includes("TLS13-1-2")
          ? []
          : ["HTTPS is not what it should be"]),
        ...(at(http!, "defaultActions", 0, "type") === "redirect" && redirect === "HTTPS" ? [] : ["HTTP serves"]),
      ];
    },
  },
  {
    id: "firewall",
    platforms,
    holds: "a web firewall stands before the load balancer, with the guide's rate limits and AWS's rules",
    check: (plan) => {
      const rules = at(only(plan, "aws:wafv2/webAcl:WebAcl", "firewall"), "rules") as Record<string, unknown>[];
      const limits = rules.map((rule) => JSON.stringify(rule).match(/"limit":(\d+)/)?.[1]).filter(Boolean);
      const managed = rules.filter((rule) => JSON.stringify(rule).includes('"vendorName":"AWS"')).length;
      const association = only(plan, "aws:wafv2/webAclAssociation:WebAclAssociation", "firewall");
      return [
        // 5 upgrades and 10 requests a second, each for a minute, and the bursts of 10 and 20.
        ...(JSON.stringify(limits) === '["310","620"]' ? [] : [`limits ${limits.join(", ")}`]),
        ...(managed === 3 ? [] : [`${managed} managed rules`]),
        ...(association.dependencies.some((urn) => urn.endsWith("LoadBalancer::ingress")) ? [] : ["not associated"]),
      ];
    },
  },
  {
    id: "metrics-from-inside-only",
    platforms,
    holds: "/metrics is refused from outside, before anything else is looked at",
    check: (plan) => {
      const rule = only(plan, "aws:lb/listenerRule:ListenerRule", "metrics");
      const status = at(rule, "actions", 0, "fixedResponse", "statusCode");
      const paths = at(rule, "conditions", 0, "pathPattern", "values");
      return status === "403" && at(rule, "priority") === 1 && JSON.stringify(paths).includes('"/metrics"')
        ? []
        : [`${JSON.stringify(paths)} is answered with ${status}`];
    },
  },
];
