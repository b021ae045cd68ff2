import * as postgres from "@pulumi/azure-native/dbforpostgresql/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Database, Spec } from "../contract.ts";
import { keptAsMade } from "./create-only.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { deleteLock } from "./protection.ts";
import { regionOfStack } from "./regions.ts";
import type { AzureSecrets } from "./secrets.ts";
import { azureSize, databaseStorage, postgresTiers, restorableDays } from "./sizing.ts";
import { type SecretReference, vaultSecret } from "./vault.ts";

export interface AzureDatabase extends Database {
  reference: SecretReference;
  /** What has to be there before anything connects. */
  ready: pulumi.Resource[];
  serverId: pulumi.Output<string>;
}

interface Needs {
  network: AzureNetwork;
  secrets: AzureSecrets;
}

const version = "18";
const user = "campfire";

/** PostgreSQL Flexible Server in a subnet of its own: no public address, no connection without TLS. */
export function database(spec: Spec, { network, secrets }: Needs): AzureDatabase {
  const parent = componentOf("azure", "database");
  const tags = tagsOf(spec, "database");
  const { lifecycle } = spec;
  const protect = lifecycle.protectData;
  const resourceGroupName = network.group;
  const tier = azureSize(spec).database;

  const server = new postgres.Server(
    "database",
    {
      resourceGroupName,
      version,
      createMode: "Default",
      administratorLogin: user,
      administratorLoginPassword: secrets.databasePassword,
      sku: { name: tier, tier: postgresTiers[tier].tier },
      storage: { storageSizeGB: databaseStorage(spec), autoGrow: "Enabled" },
      network: {
        delegatedSubnetResourceId: network.subnets.database,
        privateDnsZoneArmResourceId: network.zones.database,
        publicNetworkAccess: "Disabled",
      },
      highAvailability: { mode: hasStandby(spec) ? "ZoneRedundant" : "Disabled" },
      // Any moment of these days can be restored: Azure ships the write-ahead log at least every five minutes.
      backup: { backupRetentionDays: restorableDays(lifecycle), geoRedundantBackup: hasFarBackup(spec) },
      // Sunday, 03:00 UTC.
      maintenanceWindow: { customWindow: "Enabled", dayOfWeek: 0, startHour: 3, startMinute: 0 },
      tags,
    },
    {
      parent,
      protect,
      // Storage grows by itself and can never shrink, and a failover swaps the zones: `up` must not ask for what was.
      ignoreChanges: [
        "storage.storageSizeGB",
        "availabilityZone",
        "highAvailability.standbyAvailabilityZone",
        ...keptAsMade["azure-native:dbforpostgresql:Server"],
      ],
      customTimeouts: { create: "60m" },
    },
  );
  deleteLock("database", { of: server, scope: server.id }, spec, parent);

  const configured = configure(resourceGroupName, server, parent);
  const made = new postgres.Database(
    "campfire",
    { resourceGroupName, serverName: server.name, databaseName: "campfire", charset: "UTF8", collation: "en_US.utf8" },
    { parent, protect, deletedWith: server, dependsOn: configured },
  );

  const url = pulumi.interpolate`postgres://${user}:${secrets.databasePassword}@${server.fullyQualifiedDomainName}:5432/campfire?sslmode=verify-full`;
  const reference = vaultSecret("database-url", url, secrets.vault, parent);
  return {
    summary: `PostgreSQL ${version}, ${tier}${hasStandby(spec) ? ", with a standby in another zone" : ""}`,
    url: reference.url,
    endpoint: pulumi.interpolate`${server.fullyQualifiedDomainName}:5432`,
    reference,
    ready: [made, ...configured],
    serverId: server.id,
    commands: {
      "restore the database to a moment": pulumi.interpolate`az postgres flexible-server restore --resource-group ${network.group} --name NEW_NAME --source-server ${server.name} --restore-time 2026-01-31T12:00:00Z --subnet ${network.subnets.database} --private-dns-zone ${network.zones.database}`,
    },
  };
}

/** The deployment guide's settings, one after the other: the server takes one change at a time. */
function configure(resourceGroupName: pulumi.Input<string>, server: postgres.Server, parent: pulumi.Resource) {
  const settings = {
    require_secure_transport: "on",
    ssl_min_protocol_version: "TLSv1.2",
    log_min_duration_statement: "1000",
    log_checkpoints: "on",
    log_lock_waits: "on",
  };
  const made: postgres.Configuration[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const setting = new postgres.Configuration(
      name.replaceAll("_", "-"),
      { resourceGroupName, serverName: server.name, configurationName: name, value, source: "user-override" },
      { parent, deletedWith: server, dependsOn: made.slice(-1) },
    );
    made.push(setting);
  }
  return made;
}

const hasStandby = ({ size }: Spec) => size.database.standby && regionOfStack().zones;

/** Copies in another region, for the day that this one is gone. It can only be chosen when a server is made, so it must not depend on the size. */
const hasFarBackup = ({ lifecycle }: Spec) => (lifecycle.protectData && regionOfStack().pair ? "Enabled" : "Disabled");
