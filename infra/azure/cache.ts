import * as redis from "@pulumi/azure-native/redisenterprise/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { privateEndpoint } from "./private-zones.ts";
import type { AzureSecrets } from "./secrets.ts";
import { azureSize } from "./sizing.ts";
import { type SecretReference, vaultSecret } from "./vault.ts";

export interface AzureCache extends Cache {
  reference: SecretReference;
  /** What has to be there before anything connects. */
  ready: pulumi.Resource[];
}

interface Needs {
  network: AzureNetwork;
  secrets: AzureSecrets;
}

/** Managed Redis listens here and nowhere else (pitfall 21). */
const port = 10_000;

/** Azure Managed Redis behind a private address, over TLS only. Nothing in it has to outlive it, so nothing is written to disk. */
export function cache(spec: Spec, { network, secrets }: Needs): AzureCache {
  const parent = componentOf("azure", "cache");
  const tags = tagsOf(spec, "cache");
  const resourceGroupName = network.group;
  const { standby } = spec.size.cache;
  const tier = azureSize(spec).cache;

  const cluster = new redis.RedisEnterprise(
    "cache",
    {
      resourceGroupName,
      sku: { name: tier },
      highAvailability: standby ? "Enabled" : "Disabled",
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Disabled",
      tags,
    },
    { parent, customTimeouts: { create: "60m" } },
  );
  const database = new redis.Database(
    "cache",
    {
      resourceGroupName,
      clusterName: cluster.name,
      databaseName: "default",
      port,
      clientProtocol: "Encrypted",
      accessKeysAuthentication: "Enabled",
      // One address for all, as an ordinary client expects; it can't be changed later, so it is the same at every size.
      clusteringPolicy: "EnterpriseCluster",
      evictionPolicy: "VolatileLRU",
      persistence: { aofEnabled: false, rdbEnabled: false },
    },
    { parent, deletedWith: cluster },
  );
  const reachable = privateEndpoint(
    "cache",
    {
      resourceGroupName,
      subnetId: network.subnets.endpoints,
      zone: network.zones.cache,
      id: cluster.id,
      service: "redisEnterprise",
      tags,
    },
    parent,
  );

  const { primaryKey } = redis.listDatabaseKeysOutput(
    { resourceGroupName, clusterName: cluster.name, databaseName: database.name },
    { parent },
  );
  // A key may hold characters that mean something in an address.
  const key = primaryKey.apply(encodeURIComponent);
  const url = pulumi.interpolate`rediss://:${pulumi.secret(key)}@${cluster.hostName}:${port}`;
  const reference = vaultSecret("redis-url", url, secrets.vault, parent);
  return {
    summary: `Managed Redis, ${tier}${standby ? ", with a replica" : ""}`,
    url: reference.url,
    reference,
    ready: [database, reachable],
  };
}
