import * as storage from "@pulumi/azure-native/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { regionOfStack } from "./regions.ts";

interface Needs {
  resourceGroupName: pulumi.Input<string>;
  tags: Record<string, string>;
  /** Whether whoever has an account key gets in; else only identities with a role. */
  keys: boolean;
  /** Whether production keeps copies in another region too. */
  farCopies: boolean;
}

/**
 * A storage account that only the network reaches, over TLS 1.2, encrypted twice at rest. How often its content is copied can't be
 * changed in place between zones and none, so that follows the region and the lifecycle, never the size.
 */
export function storageAccount(
  name: string,
  needs: Needs,
  spec: Spec,
  parent: pulumi.Resource,
): storage.StorageAccount {
  const { resourceGroupName, tags, keys, farCopies } = needs;
  const { protectData } = spec.lifecycle;
  return new storage.StorageAccount(
    name,
    {
      resourceGroupName,
      kind: "StorageV2",
      sku: { name: copies(farCopies && protectData) },
      accessTier: "Hot",
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: keys,
      allowCrossTenantReplication: false,
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "None" },
      encryption: {
        keySource: "Microsoft.Storage",
        requireInfrastructureEncryption: true,
        services: { blob: { enabled: true, keyType: "Account" }, file: { enabled: true, keyType: "Account" } },
      },
      tags,
    },
    { parent, protect: protectData },
  );
}

/** Source: learn.microsoft.com, Azure Storage, "Redundancy". */
function copies(far: boolean) {
  const { zones, pair } = regionOfStack();
  if (far && pair) return zones ? "Standard_GZRS" : "Standard_GRS";
  return zones ? "Standard_ZRS" : "Standard_LRS";
}
