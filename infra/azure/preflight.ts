import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as dns from "@pulumi/azure-native/dns/index.js";
import { closest } from "fastest-levenshtein";
import type { Spec } from "../contract.ts";
import { keepElsewhere, zoneOf, zoneProblems } from "../dns.ts";
import { unlockedProblems } from "../image-lock.ts";
import { readLock } from "../images.ts";
import type { Problem } from "../problems.ts";
import { parseDnsZone, relativeName } from "./domain.ts";
import { configuredLocation, regions } from "./regions.ts";
import { databaseConnections, mostReplicasOf, offeredConnections } from "./sizing.ts";

/** What a spec asks for that Azure never offers. */
export function validate(spec: Spec): Problem[] {
  return [...wrongLocation(), ...missingStandby(spec), ...tooManyConnections(spec), ...wrongZone(spec)];
}

/** Images of others that the platform runs. */
const used = ["prometheus", "rclone"] as const;

/** What stands in the way now: nobody is signed in, the zone isn't there, or images that production must not run by name. */
export async function preflight(spec: Spec, lock = readLock()): Promise<Problem[]> {
  const unlocked = unlockedProblems(spec, used, lock);
  const notSignedIn = await credentials();
  return [...unlocked, ...(notSignedIn.length > 0 ? notSignedIn : await missingZone(spec))];
}

function wrongLocation(): Problem[] {
  const location = configuredLocation();
  if (location !== undefined && Object.hasOwn(regions, location)) return [];
  const names = Object.keys(regions);
  const remedy = "Set it, for example: `pulumi config set azure-native:location westeurope`.";
  if (location === undefined) {
    return [{ code: "AZURE_LOCATION_MISSING", what: "No region is chosen: azure-native:location is not set.", remedy }];
  }
  const what = `azure-native:location is "${location}", which is none of Azure's regions; "${closest(location, names)}" is near.`;
  return [{ code: "AZURE_LOCATION_UNKNOWN", what, remedy }];
}

/** In production a size promises a standby in another zone, and a region without zones can't keep that. */
function missingStandby({ size, lifecycle, settings }: Spec): Problem[] {
  const location = configuredLocation();
  const region = location === undefined ? undefined : regions[location];
  if (!region || region.zones || !size.database.standby || !lifecycle.protectData) return [];
  return [
    {
      code: "AZURE_REGION_WITHOUT_ZONES",
      setting: "size",
      what: `Size ${settings.size} has a standby of the database in another zone, and ${location} has no zones.`,
      remedy:
        "Choose a region with availability zones, or size small: `pulumi config set azure-native:location westeurope`.",
    },
  ];
}

function tooManyConnections(spec: Spec): Problem[] {
  const wanted = databaseConnections(spec);
  const offered = offeredConnections(spec);
  if (wanted <= offered) return [];
  return [
    {
      code: "TOO_MANY_REPLICAS",
      setting: "replicas",
      what: `${spec.replicas} replicas may open ${wanted} connections, and the database of size ${spec.settings.size} takes ${offered}.`,
      remedy: `Ask for at most ${mostReplicasOf(spec)} (\`pulumi config set replicas ${mostReplicasOf(spec)}\`), or choose the next size.`,
    },
  ];
}

function wrongZone({ settings }: Spec): Problem[] {
  const { domain, dnsZone } = settings;
  if (dnsZone === "") return zoneProblems(settings, { service: "Azure DNS", example: "RESOURCE-GROUP/ZONE" });
  if (domain === "") {
    const what = `dnsZone is set, ${dnsZone}, and there is no domain that records could be made of.`;
    return [
      {
        code: "DOMAIN_MISSING",
        setting: "domain",
        what,
        remedy: "Set it: `pulumi config set domain chat.example.com`.",
      },
    ];
  }
  const named = zoneOf(settings);
  if (named === undefined) return [];
  const zone = parseDnsZone(named);
  const remedy = `Give resource group and zone of Azure DNS, as \`pulumi config set dnsZone my-group/example.com\`, ${keepElsewhere}.`;
  if (!zone) {
    return [
      { code: "DNS_ZONE_UNREADABLE", setting: "dnsZone", what: `"${named}" doesn't say which zone it is.`, remedy },
    ];
  }
  if (relativeName(domain, zone.name) !== undefined) return [];
  return [{ code: "DOMAIN_OUTSIDE_ZONE", setting: "dnsZone", what: `${domain} doesn't lie in ${zone.name}.`, remedy }];
}

async function credentials(): Promise<Problem[]> {
  try {
    await authorization.getClientConfig();
    return [];
  } catch (error) {
    return [
      {
        code: "AZURE_CREDENTIALS_MISSING",
        what: `Azure doesn't know who deploys: ${firstLine(error)}`,
        remedy:
          "Sign in with `az login` and choose a subscription with `az account set --subscription NAME`, or set ARM_CLIENT_ID, ARM_TENANT_ID, ARM_SUBSCRIPTION_ID and a secret or ARM_USE_OIDC.",
      },
    ];
  }
}

async function missingZone({ settings }: Spec): Promise<Problem[]> {
  const zone = parseDnsZone(zoneOf(settings));
  if (!zone) return [];
  try {
    await dns.getZone({ resourceGroupName: zone.group, zoneName: zone.name });
    return [];
  } catch (error) {
    return [
      {
        code: "DNS_ZONE_NOT_FOUND",
        setting: "dnsZone",
        what: `There is no zone ${zone.name} in the resource group ${zone.group}: ${firstLine(error)}`,
        remedy: `List what there is with \`az network dns zone list --output table\`, ${keepElsewhere}.`,
      },
    ];
  }
}

/** What a provider says stands in `details` by itself, in `message` with the call's code before it. */
function firstLine(error: unknown): string {
  const { details, message } = error as { details?: string; message?: string };
  return (details ?? message ?? String(error)).split("\n")[0] ?? "";
}
