import * as network from "@pulumi/azure-native/network/index.js";
import * as privatedns from "@pulumi/azure-native/privatedns/index.js";
import * as pulumi from "@pulumi/pulumi";

/** The names under which private addresses are found. Source: learn.microsoft.com, Private Link, "Private DNS zone values". */
export const privateZones = {
  // PostgreSQL has no endpoint but a subnet of its own, and lets its zone be called anything before this ending.
  database: "campfire.private.postgres.database.azure.com",
  cache: "privatelink.redis.azure.net",
  vault: "privatelink.vaultcore.azure.net",
  files: "privatelink.file.core.windows.net",
  backups: "privatelink.blob.core.windows.net",
} as const;

export type PrivateZoneName = keyof typeof privateZones;
export const privateZoneNames = Object.keys(privateZones) as PrivateZoneName[];

interface Needs {
  resourceGroupName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
  tags: Record<string, string>;
}

/** The zones, each known to the network. Their ids come only once they are: what asks for a name before that remembers that there is none. */
export function privateDns(needs: Needs, parent: pulumi.Resource): Record<PrivateZoneName, pulumi.Output<string>> {
  const { resourceGroupName, networkId, tags } = needs;
  const entries = privateZoneNames.map((name) => {
    const zone = new privatedns.PrivateZone(
      name,
      { resourceGroupName, privateZoneName: privateZones[name], location: "Global", tags },
      { parent },
    );
    const link = new privatedns.VirtualNetworkLink(
      name,
      {
        resourceGroupName,
        privateZoneName: zone.name,
        virtualNetwork: { id: networkId },
        registrationEnabled: false,
        location: "Global",
        tags,
      },
      { parent },
    );
    return [name, pulumi.all([zone.id, link.id]).apply(([id]) => id)] as const;
  });
  return Object.fromEntries(entries) as Record<PrivateZoneName, pulumi.Output<string>>;
}

interface Target {
  resourceGroupName: pulumi.Input<string>;
  subnetId: pulumi.Input<string>;
  zone: pulumi.Input<string>;
  /** The resource that is to be reached. */
  id: pulumi.Input<string>;
  /** Which of its services: Azure's "group id". */
  service: string;
  tags: Record<string, string>;
}

/** A private address for a resource. It can be reached by its ordinary name once the returned resource is there. */
export function privateEndpoint(name: string, target: Target, parent: pulumi.Resource): pulumi.Resource {
  const { resourceGroupName, subnetId, zone, id, service, tags } = target;
  const endpoint = new network.PrivateEndpoint(
    name,
    {
      resourceGroupName,
      subnet: { id: subnetId },
      privateLinkServiceConnections: [{ name, privateLinkServiceId: id, groupIds: [service] }],
      tags,
    },
    { parent },
  );
  return new network.PrivateDnsZoneGroup(
    name,
    {
      resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name, privateDnsZoneId: zone }],
    },
    { parent },
  );
}
