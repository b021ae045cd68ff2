import { posix } from "node:path";
import type * as storage from "@pulumi/gcp/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { appEnvironment, appSecretEnvironment } from "../environment.ts";
import { cacheAuthorityFile, type GcpCache } from "./cache.ts";
import { databaseAuthorityFile, type GcpDatabase } from "./database.ts";
import { filesFolder, type GcpFiles } from "./files.ts";
import type { GcpNetwork } from "./network.ts";
import type { SecretReference } from "./secret.ts";
import type { GcpSecrets } from "./secrets.ts";

/** The user of the app's image, and its group. */
const appUser = 10_001;

export type Environment = Record<string, pulumi.Input<string> | SecretReference>;

/** A folder or file that a container sees. */
export interface Mount {
  name: string;
  path: string;
  bucket?: {
    bucket: storage.Bucket;
    readOnly: boolean;
    /** Who owns the files, as the container sees it; the app's user when absent. */
    uid?: number;
  };
  file?: SecretReference;
}

/** What the app is told and shown, whether it serves, migrates or makes a backup. */
export interface AppRuntime {
  environment: Environment;
  mounts: { database: Mount; cache: Mount; files: Mount };
  /** The secrets among them. */
  secrets: SecretReference[];
}

interface Needs {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
  cache: GcpCache;
  files: GcpFiles;
}

export const appPort = 3000;

/** Cloud Run ends an instance ten seconds after it asked it to stop; what is left is for the process to end in. */
export const drainSeconds = 8;

export function appRuntime(spec: Spec, { network, secrets, database, cache, files }: Needs): AppRuntime {
  const { ipv4, ipv6 } = network.address;
  const environment = {
    ...appEnvironment(spec, { publicUrl: chatUrl(spec), filesUrl: files.url }),
    ...appSecretEnvironment<SecretReference>({
      databaseUrl: database.secret,
      cacheUrl: cache.secret,
      secretKey: secrets.appKey,
      given: secrets.given,
    }),
    CAMPFIRE_HOST: "0.0.0.0",
    CAMPFIRE_SHUTDOWN_TIMEOUT: String(drainSeconds),
    // X-Forwarded-For ends with the client's and the load balancer's addresses; the connection itself comes from Cloud Run's own proxy.
    CAMPFIRE_TRUST_PROXY: pulumi.interpolate`169.254.0.0/16,${ipv4.address},${ipv6.address}`,
  };
  return {
    environment,
    mounts: {
      database: { name: "database-authority", path: databaseAuthorityFile, file: database.authority },
      cache: { name: "cache-authority", path: cacheAuthorityFile, file: cache.authority },
      files: { name: "files", path: filesFolder, bucket: { bucket: files.bucket, readOnly: false } },
    },
    secrets: [
      database.secret,
      database.authority,
      cache.secret,
      cache.authority,
      secrets.appKey,
      ...Object.values(secrets.given),
    ],
  };
}

/** Where people reach the chat: the load balancer has no name of its own, so there is always a domain (preflight.ts). */
export const chatUrl = (spec: Spec) => `https://${spec.settings.domain}`;

/** Variables as Cloud Run takes them: secrets by reference only. */
export const envsOf = (environment: Environment) =>
  Object.entries(environment).map(([name, value]) =>
    isSecret(value)
      ? { name, valueSource: { secretKeyRef: { secret: value.secret, version: value.version } } }
      : { name, value },
  );

const isSecret = (value: Environment[string]): value is SecretReference =>
  typeof value === "object" && "secret" in value && "version" in value && !pulumi.Output.isInstance(value);

export const mountsOf = (mounts: Mount[]) =>
  mounts.map(({ name, path, file }) => ({ name, mountPath: file ? posix.dirname(path) : path }));

/** Volumes as Cloud Run takes them. */
export const volumesOf = (mounts: Mount[]) =>
  mounts.map(({ name, path, bucket, file }) => ({
    name,
    ...(bucket && {
      gcs: { bucket: bucket.bucket.name, readOnly: bucket.readOnly, mountOptions: mountOptions(bucket) },
    }),
    ...(file && { secret: { secret: file.secret, items: [{ path: posix.basename(path), version: file.version }] } }),
  }));

/** Flags of gcsfuse. What another instance has just written must be found at once, so it remembers nothing as missing. */
const mountOptions = ({ readOnly, uid = appUser }: NonNullable<Mount["bucket"]>) => [
  `uid=${uid}`,
  `gid=${uid}`,
  readOnly ? "file-mode=400" : "file-mode=600",
  readOnly ? "dir-mode=500" : "dir-mode=700",
  "implicit-dirs",
  "metadata-cache-negative-ttl-secs=0",
];

/** Only what goes to private addresses takes the way through the network, where the firewall allows database and cache. */
export const vpcAccess = (network: GcpNetwork) => ({
  egress: "PRIVATE_RANGES_ONLY",
  networkInterfaces: [{ network: network.id, subnetwork: network.subnetwork, tags: [network.tag] }],
});

export const limits = ({ cpu, memoryMiB }: { cpu: number; memoryMiB: number }) => ({
  cpu: cpu < 1 ? `${cpu * 1000}m` : String(cpu),
  memory: `${memoryMiB}Mi`,
});
