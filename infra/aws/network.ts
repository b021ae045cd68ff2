import * as ec2 from "@pulumi/aws/ec2/index.js";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Network, Spec } from "../contract.ts";
import { networkCidr, type SubnetKind, subnetCidr } from "./addresses.ts";
import { endpoints } from "./endpoints.ts";
import { flowLog } from "./flow-log.ts";
import { tagsOf } from "./names.ts";
import { awsSize } from "./sizing.ts";

/** Where the other parts are. Subnets: one a zone, in the same order in each list. */
export interface AwsNetwork extends Network {
  vpcId: pulumi.Output<string>;
  /** For the load balancer: reachable from the internet. */
  publicSubnets: pulumi.Output<string[]>;
  /** For tasks: they reach the internet through NAT gateways, and it doesn't reach them. */
  taskSubnets: pulumi.Output<string[]>;
  /** For the database, the cache and the files: no way in or out. */
  dataSubnets: pulumi.Output<string[]>;
  zones: number;
  /** What has to be there before a task can pull its image. */
  routes: pulumi.Resource[];
}

/** A network over two or three zones, or another stack's. */
export function network(spec: Spec): AwsNetwork {
  const parent = componentOf("aws", "network");
  return spec.settings.networkStack === "" ? ownNetwork(spec, parent) : borrowedNetwork(spec, parent);
}

/** The network of a stack that outlives this one: networks are slow to make, and accounts may have few of them. */
function borrowedNetwork(spec: Spec, parent: pulumi.Resource): AwsNetwork {
  const { networkStack } = spec.settings;
  const { zones } = awsSize(spec);
  const lender = new pulumi.StackReference(networkStack, {}, { parent });
  const lent = lender.requireOutput("network") as pulumi.Output<Lent>;
  // Tasks may run only in zones in which this stack has a way to its files.
  const first = (key: "publicSubnets" | "taskSubnets" | "dataSubnets") => lent.apply((of) => of[key].slice(0, zones));
  return {
    summary: `borrowed from ${networkStack}`,
    vpcId: lent.vpcId,
    publicSubnets: first("publicSubnets"),
    taskSubnets: first("taskSubnets"),
    dataSubnets: first("dataSubnets"),
    zones,
    routes: [],
  };
}

/** What a stack lends, as its output `network`. */
interface Lent {
  vpcId: string;
  publicSubnets: string[];
  taskSubnets: string[];
  dataSubnets: string[];
}

function ownNetwork(spec: Spec, parent: pulumi.Resource): AwsNetwork {
  const { zones, natGateways } = awsSize(spec);
  const tags = tagsOf(spec, "network");
  const vpc = new ec2.Vpc(
    "network",
    { cidrBlock: networkCidr, enableDnsSupport: true, enableDnsHostnames: true, tags },
    { parent },
  );
  // Whatever names no group of its own gets this one, which lets nothing through.
  new ec2.DefaultSecurityGroup("none", { vpcId: vpc.id, tags }, { parent });
  const gateway = new ec2.InternetGateway("internet", { vpcId: vpc.id, tags }, { parent });

  const available = getAvailabilityZonesOutput(
    // Without local zones, which have few services.
    { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
    { parent },
  ).names;
  const perZone = <T>(make: (zone: number) => T): T[] => Array.from({ length: zones }, (_, zone) => make(zone));
  const subnets = (kind: SubnetKind) =>
    perZone(
      (zone) =>
        new ec2.Subnet(
          `${kind}-${zone + 1}`,
          {
            vpcId: vpc.id,
            availabilityZone: available.apply((names) => names[zone] ?? ""),
            cidrBlock: subnetCidr(kind, zone),
            mapPublicIpOnLaunch: false,
            tags: { ...tags, Name: `${spec.project}-${spec.stack}-${kind}-${zone + 1}` },
          },
          // A zone that AWS adds to the region must not move subnets that are in use.
          { parent, ignoreChanges: ["availabilityZone"] },
        ),
    );
  const table = (name: string) => new ec2.RouteTable(name, { vpcId: vpc.id, tags }, { parent });
  const attach = (name: string, subnet: ec2.Subnet, routeTable: ec2.RouteTable) =>
    new ec2.RouteTableAssociation(name, { subnetId: subnet.id, routeTableId: routeTable.id }, { parent });
  const outward = { destinationCidrBlock: "0.0.0.0/0" };

  const publicTable = table("public");
  const publicRoute = new ec2.Route(
    "public",
    { ...outward, routeTableId: publicTable.id, gatewayId: gateway.id },
    { parent },
  );
  const publicSubnets = subnets("public");
  for (const [zone, subnet] of publicSubnets.entries()) attach(`public-${zone + 1}`, subnet, publicTable);

  const nats = publicSubnets.slice(0, natGateways).map((subnet, zone) => {
    const address = new ec2.Eip(`nat-${zone + 1}`, { domain: "vpc", tags }, { parent, dependsOn: [gateway] });
    return new ec2.NatGateway(
      `nat-${zone + 1}`,
      { subnetId: subnet.id, allocationId: address.allocationId, tags },
      { parent, dependsOn: [publicRoute] },
    );
  });
  const taskTables = perZone((zone) => table(`tasks-${zone + 1}`));
  const taskSubnets = subnets("tasks");
  const taskRoutes = taskSubnets.flatMap((subnet, zone) => {
    const routeTable = taskTables[zone]!;
    const nat = nats[Math.min(zone, nats.length - 1)]!;
    return [
      attach(`tasks-${zone + 1}`, subnet, routeTable),
      new ec2.Route(`tasks-${zone + 1}`, { ...outward, routeTableId: routeTable.id, natGatewayId: nat.id }, { parent }),
    ];
  });

  const dataTable = table("data");
  const dataSubnets = subnets("data");
  for (const [zone, subnet] of dataSubnets.entries()) attach(`data-${zone + 1}`, subnet, dataTable);

  const ids = (list: ec2.Subnet[]) => pulumi.all(list.map(({ id }) => id));
  const private_ = endpoints(spec, { vpcId: vpc.id, subnetIds: ids(taskSubnets), tables: taskTables, parent });
  if (spec.lifecycle.protectData) flowLog(spec, vpc.id, parent);

  const lends = {
    vpcId: vpc.id,
    publicSubnets: ids(publicSubnets),
    taskSubnets: ids(taskSubnets),
    dataSubnets: ids(dataSubnets),
  };
  return {
    summary: `${networkCidr} over ${zones} zones, ${natGateways} NAT gateway${natGateways > 1 ? "s" : ""}`,
    ...lends,
    lends,
    zones,
    routes: [...taskRoutes, ...private_],
  };
}
