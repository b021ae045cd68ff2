import * as resources from "@pulumi/azure-native/resources/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Network, Spec } from "../contract.ts";
import { type Address, address } from "./address.ts";
import { appsEnvironment } from "./apps-environment.ts";
import { borrowed, lent, type Surroundings } from "./borrowed.ts";
import { tagsOf } from "./names.ts";
import { privateDns } from "./private-zones.ts";
import { regionOfStack } from "./regions.ts";
import { ranges, subnets } from "./subnets.ts";

export interface AzureNetwork extends Network, Surroundings {
  /** The resource group of everything in this stack. */
  group: pulumi.Output<string>;
  address: Address;
}

/**
 * A resource group, a virtual network with the Container Apps environment in it, and the address that people will type. A stack with the
 * setting `networkStack` borrows network and environment instead: Azure holds on to an environment's subnet long after it is deleted.
 */
export function network(spec: Spec): AzureNetwork {
  const parent = componentOf("azure", "network");
  const tags = tagsOf(spec, "network");
  const { location } = regionOfStack();
  const { networkStack } = spec.settings;
  const group = new resources.ResourceGroup("campfire", { tags }, { parent }).name;

  const surroundings = networkStack === "" ? own(spec, group, tags, parent) : borrowed(networkStack, parent);
  return {
    ...surroundings,
    group,
    address: address(spec, { resourceGroupName: group, tags }, parent),
    summary: networkStack === "" ? `${ranges.network} in ${location}` : `borrowed from ${networkStack}`,
    lends: networkStack === "" ? lent(surroundings) : undefined,
  };
}

function own(spec: Spec, group: pulumi.Output<string>, tags: Record<string, string>, parent: pulumi.Resource) {
  const { network, ids } = subnets({ resourceGroupName: group, tags }, parent);
  return {
    environment: appsEnvironment(spec, { group, subnetId: ids.apps, tags }, parent),
    subnets: { database: ids.database, endpoints: ids.endpoints },
    zones: privateDns({ resourceGroupName: group, networkId: network.id, tags }, parent),
  } satisfies Surroundings;
}
