import * as compute from "@pulumi/gcp/compute/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Network, Spec } from "../contract.ts";
import { nameOf } from "./names.ts";
import { labels, region } from "./project.ts";

export interface GcpNetwork extends Network {
  id: pulumi.Output<string>;
  subnetwork: pulumi.Output<string>;
  /** Every container of the stack bears this network tag, and the firewall knows it by it. */
  tag: string;
  /** Where people reach the chat. Reserved here, since the app has to know whom it may believe a forwarded address from. */
  address: { ipv4: compute.GlobalAddress; ipv6: compute.GlobalAddress };
}

/** Room for four addresses an instance (two revisions, two each) at 250 instances, and for the endpoint of the database. */
const subnetRange = "10.20.0.0/22";

/** Firewall rules of other parts come before this one, which ends the list. */
const lastPriority = 65_000;

/** A VPC that nothing reaches from outside, and in which a container reaches only what its own part of the firewall allows. */
export function network(spec: Spec): GcpNetwork {
  const parent = componentOf("gcp", "network");
  const { networkStack } = spec.settings;
  const place = networkStack === "" ? own(parent) : borrowed(networkStack, parent);
  const tag = nameOf(spec);

  const walls = { network: place.id, priority: lastPriority, logConfig: { metadata: "EXCLUDE_ALL_METADATA" } };
  new compute.Firewall(
    "deny-ingress",
    { ...walls, direction: "INGRESS", sourceRanges: ["0.0.0.0/0"], denies: [{ protocol: "all" }], targetTags: [tag] },
    { parent },
  );
  new compute.Firewall(
    "deny-egress",
    {
      ...walls,
      direction: "EGRESS",
      destinationRanges: ["0.0.0.0/0"],
      denies: [{ protocol: "all" }],
      targetTags: [tag],
    },
    { parent },
  );

  const address = (ipVersion: "IPV4" | "IPV6") =>
    new compute.GlobalAddress(
      `chat-${ipVersion.toLowerCase()}`,
      { ipVersion, labels: labels(spec, "network") },
      // Records that other people made lead to it.
      { parent, protect: spec.lifecycle.protectData },
    );
  return {
    summary: networkStack === "" ? `a VPC of its own, ${subnetRange} in ${region()}` : `the VPC of ${networkStack}`,
    ...place,
    tag,
    address: { ipv4: address("IPV4"), ipv6: address("IPV6") },
    notices: networkStack === "" && !spec.lifecycle.protectData ? [ownSubnetStays] : [],
  };
}

const ownSubnetStays =
  "Google Cloud keeps a subnet locked for one to two hours after its last Cloud Run instance: `down` then ends with an error at the " +
  "subnet, and is to be run again later. Short-lived stacks avoid that by borrowing a network: setting networkStack.";

type Place = Pick<GcpNetwork, "id" | "subnetwork" | "lends">;

function own(parent: pulumi.Resource): Place {
  const vpc = new compute.Network("network", { autoCreateSubnetworks: false, routingMode: "REGIONAL" }, { parent });
  const subnet = new compute.Subnetwork(
    "subnetwork",
    {
      network: vpc.id,
      region: region(),
      ipCidrRange: subnetRange,
      privateIpGoogleAccess: true,
      logConfig: { aggregationInterval: "INTERVAL_10_MIN", flowSampling: 0.1, metadata: "EXCLUDE_ALL_METADATA" },
    },
    { parent },
  );
  return { id: vpc.id, subnetwork: subnet.id, lends: { network: vpc.id, subnetwork: subnet.id } };
}

function borrowed(stack: string, parent: pulumi.Resource): Place {
  const lender = new pulumi.StackReference(stack, {}, { parent });
  const lent = lender.requireOutput("network") as pulumi.Output<Record<string, string>>;
  return { id: lent.apply(({ network }) => network!), subnetwork: lent.apply(({ subnetwork }) => subnetwork!) };
}

/** Lets the stack's containers reach one address on one port. */
export function allowEgress(
  name: string,
  { network, to, port }: { network: GcpNetwork; to: pulumi.Input<string>; port: number },
  parent: pulumi.Resource,
): pulumi.Resource {
  return new compute.Firewall(
    `allow-${name}`,
    {
      network: network.id,
      direction: "EGRESS",
      priority: 1000,
      destinationRanges: [pulumi.interpolate`${to}/32`],
      allows: [{ protocol: "tcp", ports: [String(port)] }],
      targetTags: [network.tag],
    },
    { parent },
  );
}
