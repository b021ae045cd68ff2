import * as redis from "@pulumi/gcp/redis/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Spec } from "../contract.ts";
import { allowEgress, type GcpNetwork } from "./network.ts";
import { labels, region } from "./project.ts";
import { keepSecret, type SecretReference } from "./secret.ts";
import { gcpSize } from "./sizing.ts";

export interface GcpCache extends Cache {
  /** `rediss://…`, kept as a secret. */
  secret: SecretReference;
  /** The instance's own authority, PEM: it signs for no other server. */
  authority: SecretReference;
  instance: redis.Instance;
  /** What has to be there before anything connects. */
  ready: pulumi.Resource[];
}

/** Where every container that connects finds the authority (containers.ts mounts it). */
export const cacheAuthorityFile = "/etc/campfire/cache/ca.pem";

/** Memorystore's port for TLS. */
const port = 6378;

/**
 * Memorystore for Redis with TLS and a password. Not Memorystore for Valkey: that one signs in with IAM tokens of an hour only, which
 * the app does not renew. Connected by direct peering, so that no servicenetworking connection is left behind (pitfall 13).
 */
export function cache(spec: Spec, { network }: { network: GcpNetwork }): GcpCache {
  const parent = componentOf("gcp", "cache");
  const instance = new redis.Instance(
    "cache",
    {
      region: region(),
      redisVersion: "REDIS_7_2",
      tier: spec.size.cache.standby ? "STANDARD_HA" : "BASIC",
      memorySizeGb: gcpSize(spec).cacheGB,
      connectMode: "DIRECT_PEERING",
      authorizedNetwork: network.id,
      authEnabled: true,
      transitEncryptionMode: "SERVER_AUTHENTICATION",
      // Nothing in Redis has to outlive it: what matters is in PostgreSQL.
      persistenceConfig: { persistenceMode: "DISABLED" },
      redisConfigs: { "maxmemory-policy": "volatile-lru" },
      deletionProtection: false,
      labels: labels(spec, "cache"),
    },
    { parent, additionalSecretOutputs: ["authString"] },
  );
  const allowed = allowEgress("cache", { network, to: instance.host, port }, parent);

  const place = { spec, part: "cache", parent } as const;
  // The certificate bears an address and no name that could be verified; its authority signs for this instance alone, which is as good.
  const url = pulumi.interpolate`rediss://:${instance.authString}@${instance.host}:${port}?sslrootcert=${cacheAuthorityFile}`;
  const secret = keepSecret("cache-url", url, place);
  const certificates = instance.serverCaCerts.apply((all) => all.map(({ cert }) => cert.trim()).join("\n"));
  return {
    summary: pulumi.interpolate`Memorystore Redis 7.2, ${gcpSize(spec).cacheGB} GB${spec.size.cache.standby ? " with a standby in another zone" : ""}: ${instance.name}`,
    url: pulumi.interpolate`secret ${secret.secret}, version ${secret.version}`,
    secret,
    authority: keepSecret("cache-authority", certificates, place),
    instance,
    ready: [allowed],
  };
}
