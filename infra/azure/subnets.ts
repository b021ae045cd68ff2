import * as azure from "@pulumi/azure-native/network/index.js";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The address plan: one range for the replicas, one for the database, one for private endpoints. Container Apps takes an address for
 * every ten replicas and as many again while a revision changes; it can never be given a larger range, so this one is generous.
 */
export const ranges = {
  network: "10.60.0.0/22",
  apps: "10.60.0.0/23",
  database: "10.60.2.0/26",
  endpoints: "10.60.2.64/26",
} as const;

type SubnetName = Exclude<keyof typeof ranges, "network">;

/** What may come into a subnet; all else is refused, also from the rest of the network. */
interface Admission {
  from: string;
  ports: string[];
  why: string;
}

/** Azure's own name for the addresses of Front Door's servers. */
export const frontDoorAddresses = "AzureFrontDoor.Backend";

export const admissions: Record<SubnetName, Admission[]> = {
  apps: [
    // 31443 is the environment's edge proxy behind its load balancer.
    { from: frontDoorAddresses, ports: ["443", "31443"], why: "The chat, by way of Front Door only" },
    { from: "AzureLoadBalancer", ports: ["30000-32767"], why: "Health probes of the environment's load balancer" },
    { from: ranges.apps, ports: ["*"], why: "Between the environment's own nodes" },
  ],
  database: [
    { from: ranges.apps, ports: ["5432"], why: "PostgreSQL" },
    { from: ranges.database, ports: ["*"], why: "Replication to the standby" },
  ],
  endpoints: [{ from: ranges.apps, ports: ["443", "445", "10000"], why: "Key Vault and backups, Azure Files, Redis" }],
};

const delegations: Partial<Record<SubnetName, string>> = {
  apps: "Microsoft.App/environments",
  database: "Microsoft.DBforPostgreSQL/flexibleServers",
};

interface Needs {
  resourceGroupName: pulumi.Input<string>;
  tags: Record<string, string>;
}

export interface Subnets {
  network: azure.VirtualNetwork;
  ids: Record<SubnetName, pulumi.Output<string>>;
}

/** A network of three subnets, each with rules that refuse what isn't asked for. */
export function subnets({ resourceGroupName, tags }: Needs, parent: pulumi.Resource): Subnets {
  const network = new azure.VirtualNetwork(
    "network",
    { resourceGroupName, addressSpace: { addressPrefixes: [ranges.network] }, tags },
    // Subnets are resources of their own; without this a refresh would take them for drift of the network.
    { parent, ignoreChanges: ["subnets"] },
  );
  const made: azure.Subnet[] = [];
  const ids = {} as Subnets["ids"];
  for (const name of ["apps", "database", "endpoints"] as const) {
    const rules = new azure.NetworkSecurityGroup(
      name,
      { resourceGroupName, securityRules: securityRules(name), tags },
      { parent },
    );
    const service = delegations[name];
    const subnet = new azure.Subnet(
      name,
      {
        resourceGroupName,
        virtualNetworkName: network.name,
        addressPrefix: ranges[name],
        networkSecurityGroup: { id: rules.id },
        delegations: service === undefined ? [] : [{ name: "service", serviceName: service }],
        privateEndpointNetworkPolicies: "NetworkSecurityGroupEnabled",
      },
      // A network changes one subnet at a time, and refuses a second change meanwhile.
      { parent, dependsOn: made.slice(-1) },
    );
    made.push(subnet);
    ids[name] = subnet.id;
  }
  return { network, ids };
}

function securityRules(subnet: SubnetName) {
  const refuseTheRest = {
    name: "refuse-the-rest",
    priority: 4096,
    direction: "Inbound",
    access: "Deny",
    protocol: "*",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "*",
  };
  const admitted = admissions[subnet].map(({ from, ports, why }, index) => ({
    name: why.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    description: why,
    priority: 100 + index * 10,
    direction: "Inbound",
    access: "Allow",
    protocol: ports.includes("*") ? "*" : "Tcp",
    sourceAddressPrefix: from,
    sourcePortRange: "*",
    destinationAddressPrefix: ranges[subnet],
    destinationPortRanges: ports,
  }));
  return [...admitted, refuseTheRest];
}
