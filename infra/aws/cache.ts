import * as elasticache from "@pulumi/aws/elasticache/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Spec } from "../contract.ts";
import { securityGroup } from "./firewall.ts";
import { tagsOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";
import { type KeptSecret, keep } from "./secret.ts";
import type { AwsSecrets } from "./secrets.ts";
import { awsSize } from "./sizing.ts";

export interface AwsCache extends Cache {
  url: pulumi.Output<string>;
  /** The address with its password, as the tasks get it. */
  secret: KeptSecret;
  securityGroupId: pulumi.Output<string>;
  /** How CloudWatch names the first node; a second holds the same. */
  firstNode: pulumi.Output<string>;
}

interface Needs {
  network: AwsNetwork;
  secrets: AwsSecrets;
}

const port = 6379;

/** Valkey on ElastiCache: private, TLS and password, with a replica in another zone from medium on. */
export function cache(spec: Spec, { network, secrets }: Needs): AwsCache {
  const parent = componentOf("aws", "cache");
  const tags = tagsOf(spec, "cache");
  const { cacheNode } = awsSize(spec);
  const { standby } = spec.size.cache;

  const group = securityGroup("cache", { spec, part: "cache", vpcId: network.vpcId, parent });
  const subnets = new elasticache.SubnetGroup("cache", { subnetIds: network.dataSubnets, tags }, { parent });
  const replicationGroup = new elasticache.ReplicationGroup(
    "cache",
    {
      description: "Campfire: bus between replicas, sessions, rate limits, presence",
      engine: "valkey",
      engineVersion: "8.0",
      // Its maxmemory-policy is volatile-lru, as on the other platforms.
      parameterGroupName: "default.valkey8",
      nodeType: cacheNode,
      numCacheClusters: standby ? 2 : 1,
      automaticFailoverEnabled: standby,
      multiAzEnabled: standby,
      subnetGroupName: subnets.name,
      securityGroupIds: [group.id],
      port,
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      authToken: secrets.cachePassword,
      // Nothing in it has to outlive it: what matters is in PostgreSQL.
      snapshotRetentionLimit: 0,
      applyImmediately: true,
      maintenanceWindow: "sun:05:30-sun:06:30",
      tags,
    },
    { parent },
  );

  const url = pulumi.secret(
    pulumi.interpolate`rediss://:${secrets.cachePassword}@${replicationGroup.primaryEndpointAddress}:${port}`,
  );
  return {
    summary: `Valkey 8 on ${standby ? "2 × " : ""}${cacheNode}`,
    url,
    secret: keep("cache-url", { spec, part: "cache", value: url, parent }),
    securityGroupId: group.id,
    firstNode: pulumi.interpolate`${replicationGroup.id}-001`,
  };
}
