/**
 * What can be chosen only when a resource is made: another value means another resource, and so the loss of what the old one holds. Tests
 * compare all sizes and lifecycles: only `tierChanges` and `keptAsMade` may differ. Paths of inputs, by type.
 * Sources: what the SDK's documentation says from Azure's specifications, for the administrator, the clustering policy, the port and the
 * immutability (tests/conformance/replacements.test.ts reads it there); the provider's own list of such inputs for the environment's network;
 * learn.microsoft.com, as we knew it, for the rest.
 */
export const createOnly: Readonly<Record<string, readonly string[]>> = {
  "azure-native:app:ManagedEnvironment": ["vnetConfiguration", "zoneRedundant"],
  "azure-native:cdn:Profile": ["sku.name"],
  "azure-native:dbforpostgresql:Server": ["administratorLogin", "network", "backup.geoRedundantBackup", "createMode"],
  "azure-native:dbforpostgresql:Database": ["databaseName", "charset", "collation"],
  "azure-native:frontdoor:Policy": ["sku.name"],
  "azure-native:keyvault:Vault": ["properties.softDeleteRetentionInDays"],
  "azure-native:network:Subnet": ["addressPrefix", "delegations"],
  "azure-native:network:VirtualNetwork": ["addressSpace"],
  "azure-native:privatedns:PrivateZone": ["privateZoneName"],
  "azure-native:redisenterprise:Database": ["databaseName", "port", "clusteringPolicy"],
  "azure-native:storage:BlobContainer": ["containerName", "immutableStorageWithVersioning"],
  "azure-native:storage:FileShare": ["shareName", "enabledProtocols"],
  "azure-native:storage:StorageAccount": ["kind", "encryption"],
};

/** Made anew from `small` to `medium` and back. Neither holds data; until Front Door has its certificate again, the chat can't be reached. */
export const tierChanges: readonly string[] = ["azure-native:cdn:Profile", "azure-native:frontdoor:Policy"];

/** Follows from the lifecycle when a resource is made, and stays as it is when the lifecycle changes: their `ignoreChanges`. */
export const keptAsMade = {
  "azure-native:dbforpostgresql:Server": ["backup.geoRedundantBackup"],
  "azure-native:keyvault:Vault": ["properties.softDeleteRetentionInDays"],
  "azure-native:storage:BlobContainer": ["immutableStorageWithVersioning"],
} satisfies Record<string, string[]>;
