import * as pulumi from "@pulumi/pulumi";

interface Region {
  /** Whether it has availability zones: standbys and zone-redundant storage need them. */
  zones: boolean;
  /** Whether it has a pair: copies in another region need one. */
  pair: boolean;
}

const full: Region = { zones: true, pair: true };
const unpaired: Region = { zones: true, pair: false };
const zoneless: Region = { zones: false, pair: true };

/** Azure's public regions. Source: learn.microsoft.com/azure/reliability/regions-list, read 2026-11. */
export const regions: Readonly<Record<string, Region>> = {
  australiacentral: zoneless,
  australiaeast: full,
  australiasoutheast: zoneless,
  austriaeast: unpaired,
  belgiumcentral: unpaired,
  brazilsouth: full,
  canadacentral: full,
  canadaeast: zoneless,
  centralindia: full,
  centralus: full,
  chilecentral: unpaired,
  eastasia: full,
  eastus: full,
  eastus2: full,
  francecentral: full,
  germanywestcentral: full,
  indonesiacentral: unpaired,
  israelcentral: unpaired,
  italynorth: unpaired,
  japaneast: full,
  japanwest: full,
  koreacentral: full,
  koreasouth: zoneless,
  malaysiawest: unpaired,
  mexicocentral: unpaired,
  newzealandnorth: unpaired,
  northcentralus: zoneless,
  northeurope: full,
  norwayeast: full,
  polandcentral: unpaired,
  qatarcentral: unpaired,
  southafricanorth: full,
  southcentralus: full,
  southeastasia: full,
  southindia: zoneless,
  spaincentral: unpaired,
  swedencentral: full,
  switzerlandnorth: full,
  uaenorth: full,
  uksouth: full,
  ukwest: zoneless,
  westcentralus: zoneless,
  westeurope: full,
  westus: zoneless,
  westus2: full,
  westus3: full,
};

/** "West Europe" and "westeurope" are the same to Azure. */
export const normalized = (location: string) => location.toLowerCase().replaceAll(" ", "");

/** The setting azure-native:location, normalized; undefined when there is none. */
export function configuredLocation(): string | undefined {
  const location = new pulumi.Config("azure-native").get("location") ?? process.env.ARM_LOCATION_NAME;
  return location === undefined || location === "" ? undefined : normalized(location);
}

/** The region that the stack is in; validate() has made sure that it is a known one. */
export function regionOfStack(): Region & { location: string } {
  const location = configuredLocation();
  const region = location === undefined ? undefined : regions[location];
  if (location === undefined || region === undefined)
    throw new Error(`azure-native:location "${location}" is no region`);
  return { location, ...region };
}
