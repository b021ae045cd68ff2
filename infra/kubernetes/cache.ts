import { Deployment } from "@pulumi/kubernetes/apps/v1/index.js";
import { ConfigMap, Service } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Spec } from "../contract.ts";
import { imageReference } from "../images.ts";
import { labelsOf, metadataOf, selectorOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import { containerSecurity, podSecurity, secretVariable } from "./pods.ts";
import { ports } from "./ports.ts";
import type { KubernetesSecrets } from "./secrets.ts";

interface Needs {
  network: KubernetesNetwork;
  secrets: KubernetesSecrets;
}

/** The user of the official image. */
const valkeyUser = 999;
/** Seconds on a node that does not answer before another takes over: nothing has to be brought along. */
const patience = 20;

/**
 * Valkey without a disk. What it holds may be lost: the app catches up from the database. So a plain pod that starts anywhere within
 * seconds is back sooner than a replicated set would have agreed on a leader, and there is no volume that holds it to a node.
 */
export function cache(spec: Spec, { network, secrets }: Needs): Cache {
  const parent = componentOf("kubernetes", "cache");
  const metadata = metadataOf(spec, network.namespace, "campfire-cache", "cache");
  const configuration = new ConfigMap(
    "cache-configuration",
    {
      metadata: metadataOf(spec, network.namespace, "cache-configuration", "cache"),
      data: { "valkey.conf": configurationOf(spec) },
    },
    { parent },
  );
  const deployment = new Deployment(
    "cache",
    {
      metadata,
      spec: {
        replicas: 1,
        strategy: { type: "Recreate" },
        selector: { matchLabels: selectorOf("cache") },
        template: {
          metadata: { labels: labelsOf(spec, "cache") },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurity(valkeyUser),
            tolerations: ["not-ready", "unreachable"].map((state) => ({
              key: `node.kubernetes.io/${state}`,
              operator: "Exists",
              effect: "NoExecute",
              tolerationSeconds: patience,
            })),
            containers: [valkey(spec), exporter(secrets)],
            volumes: [
              { name: "configuration", configMap: { name: configuration.metadata.name } },
              {
                name: "auth",
                secret: {
                  secretName: secrets.cacheConfiguration.name,
                  items: [{ key: secrets.cacheConfiguration.key, path: "auth.conf" }],
                },
              },
            ],
          },
        },
      },
    },
    { parent },
  );
  const service = new Service(
    "cache",
    {
      metadata,
      spec: {
        selector: selectorOf("cache"),
        ports: [{ name: "valkey", port: ports.cache, targetPort: "valkey" }],
      },
    },
    { parent, dependsOn: [deployment] },
  );
  return {
    summary: `Valkey, ${spec.size.cache.memoryMiB} MiB, in memory only`,
    // As with the database's: the password is in the pod's own environment.
    url: pulumi.interpolate`redis://:$(CACHE_PASSWORD)@${service.metadata.name}:${ports.cache}`,
  };
}

const valkey = ({ size }: Spec) => ({
  name: "valkey",
  image: imageReference("valkey"),
  command: ["valkey-server", "/etc/valkey/valkey.conf", "--include", "/etc/valkey-auth/auth.conf"],
  ports: [{ name: "valkey", containerPort: ports.cache }],
  // Room for what is not data: buffers of the clients, and fragments.
  resources: {
    requests: { cpu: "100m", memory: `${size.cache.memoryMiB + 128}Mi` },
    limits: { cpu: "1", memory: `${size.cache.memoryMiB + 128}Mi` },
  },
  readinessProbe: { tcpSocket: { port: "valkey" }, periodSeconds: 5 },
  livenessProbe: { tcpSocket: { port: "valkey" }, periodSeconds: 10, failureThreshold: 6 },
  securityContext: containerSecurity,
  volumeMounts: [
    { name: "configuration", mountPath: "/etc/valkey", readOnly: true },
    { name: "auth", mountPath: "/etc/valkey-auth", readOnly: true },
  ],
});

const exporter = (secrets: KubernetesSecrets) => ({
  name: "exporter",
  image: imageReference("valkeyExporter"),
  env: [
    { name: "REDIS_ADDR", value: `redis://127.0.0.1:${ports.cache}` },
    secretVariable("REDIS_PASSWORD", secrets.cachePassword),
  ],
  ports: [{ name: "metrics", containerPort: ports.cacheMetrics }],
  resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
  securityContext: containerSecurity,
});

/** Nothing in it has to outlive it: so it writes nothing to disk, and forgets the oldest when it is full. */
function configurationOf(spec: Spec): string {
  const options = {
    port: ports.cache,
    save: '""',
    appendonly: "no",
    maxmemory: `${spec.size.cache.memoryMiB}mb`,
    "maxmemory-policy": "volatile-lru",
  };
  return Object.entries(options)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}
