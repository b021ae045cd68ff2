import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { Secret } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { metadataOf, namespaceOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";

/** The CNPG-I plugin that takes base backups and the write-ahead log to a bucket; what CloudNativePG did itself before is deprecated. */
export const archivePlugin = "barman-cloud.cloudnative-pg.io";

interface Plugins {
  plugins?: unknown[];
}

/** What makes a database send its write-ahead log to the bucket, for recovery to any point in time; nothing where no bucket is set. */
export function archive(spec: Spec, { namespace }: KubernetesNetwork, parent: pulumi.Resource): Plugins {
  const { backupBucket, backupEndpoint } = spec.settings;
  if (backupBucket === "") return {};
  const store = new CustomResource(
    "bucket",
    {
      apiVersion: "barmancloud.cnpg.io/v1",
      kind: "ObjectStore",
      metadata: metadataOf(spec, namespace, "bucket"),
      spec: {
        retentionPolicy: `${spec.lifecycle.pointInTimeDays}d`,
        configuration: {
          // Stacks share a bucket: each has a folder of its own.
          destinationPath: `${backupBucket.replace(/\/$/, "")}/${namespaceOf(spec)}`,
          ...(backupEndpoint && { endpointURL: backupEndpoint }),
          s3Credentials: credentials(spec, namespace, parent),
          wal: { compression: "gzip", maxParallel: 4 },
          data: { compression: "gzip" },
        },
      },
    },
    { parent },
  );
  return {
    plugins: [{ name: archivePlugin, isWALArchiver: true, parameters: { barmanObjectName: store.metadata.name } }],
  };
}

/** The access key that is set, else whatever the cloud lets the database's service account do. */
function credentials(spec: Spec, namespace: pulumi.Output<string>, parent: pulumi.Resource) {
  const { backupKeyId, backupKey } = spec.settings;
  if (backupKeyId === "") return { inheritFromIAMRole: true };
  const secret = new Secret(
    "bucket-credentials",
    {
      metadata: metadataOf(spec, namespace, "bucket-credentials"),
      stringData: { ACCESS_KEY_ID: pulumi.secret(backupKeyId), ACCESS_SECRET_KEY: pulumi.secret(backupKey) },
    },
    { parent },
  );
  const key = (key: string) => ({ name: secret.metadata.name, key });
  return { accessKeyId: key("ACCESS_KEY_ID"), secretAccessKey: key("ACCESS_SECRET_KEY") };
}
