import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { Deployment } from "@pulumi/kubernetes/apps/v1/index.js";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { backupEnvironment } from "../backup-environment.ts";
import { componentOf } from "../component.ts";
import type { Backups, Spec } from "../contract.ts";
import { type AppNeeds, appPod, databaseVariables } from "./app.ts";
import { archivePlugin } from "./archive.ts";
import { metadataOf, namespaceOf, selectorOf } from "./metadata.ts";
import { secretVariable } from "./pods.ts";
import { ports } from "./ports.ts";
import type { KubernetesService } from "./service.ts";

type Needs = Omit<AppNeeds, "cache"> & { service: KubernetesService };

const folder = "/var/lib/campfire/backups";

/**
 * Two ways that fail apart: encrypted backups of database and attachments on a volume, each day one restored into a scratch database and
 * compared; and, where there is a bucket, CloudNativePG's base backups and write-ahead log outside of the cluster.
 */
export function backups(spec: Spec, needs: Needs): Backups {
  const parent = componentOf("kubernetes", "backups");
  const { namespace } = needs.network;
  const { everyMinutes } = spec.lifecycle.backups;
  const metadata = metadataOf(spec, namespace, "campfire-backups", "backups");
  const volume = backupVolume(spec, needs, parent);

  new Deployment(
    "backups",
    {
      metadata,
      spec: {
        replicas: 1,
        // Its volume can be mounted once.
        strategy: { type: "Recreate" },
        selector: { matchLabels: selectorOf("backups") },
        template: backupPod(spec, needs, volume),
      },
    },
    { parent, dependsOn: [needs.service.migrated] },
  );

  const { backupBucket } = spec.settings;
  if (backupBucket !== "") baseBackups(spec, needs, parent);
  return {
    summary: `every ${everyMinutes} minutes, restored once a day to prove them${backupBucket ? "; to any point in time from the bucket" : ""}`,
    commands: {
      "make a backup now": `kubectl -n ${namespaceOf(spec)} exec deploy/campfire-backups -- node /app/server/campfire.js backup`,
    },
    location: pulumi.output(
      backupBucket
        ? `${backupBucket.replace(/\/$/, "")}/${namespaceOf(spec)}`
        : `volume campfire-backups of ${namespaceOf(spec)}`,
    ),
    everyMinutes,
  };
}

/** Every kept backup is a whole one: room for all, at the half of its size that compression leaves. */
function backupVolume(spec: Spec, { network }: Needs, parent: pulumi.Resource): pulumi.Output<string> {
  const { storageClass } = spec.settings;
  const storage = spec.size.database.storageGiB + spec.size.files.storageGiB;
  const claim = new PersistentVolumeClaim(
    "backups",
    {
      metadata: {
        ...metadataOf(spec, network.namespace, "campfire-backups", "backups"),
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClass && { storageClassName: storageClass }),
        resources: { requests: { storage: `${storage}Gi` } },
      },
    },
    { parent, protect: spec.lifecycle.protectData },
  );
  return claim.metadata.name;
}

const backupPod = (spec: Spec, needs: Needs, claimName: pulumi.Output<string>) => {
  const probe = (path: string) => ({ httpGet: { path, port: "http" }, periodSeconds: 10, timeoutSeconds: 5 });
  return appPod(spec, needs, {
    workload: "backups",
    command: "backups",
    env: [
      ...databaseVariables(needs),
      { name: "CAMPFIRE_FILES_URL", value: needs.files.url },
      ...needs.files.variables,
      { name: "CAMPFIRE_INSTANCE_ID", value: "backups" },
      ...Object.entries(backupEnvironment(spec, folder)).map(([name, value]) => ({ name, value })),
      secretVariable("CAMPFIRE_BACKUP_KEY", needs.secrets.backupKey),
    ],
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "1", memory: "512Mi" } },
    volumes: [
      ...needs.files.mounts,
      { volume: { name: "backups", persistentVolumeClaim: { claimName } }, mountPath: folder },
    ],
    container: {
      ports: [{ name: "http", containerPort: ports.chat }],
      livenessProbe: probe("/health/live"),
      readinessProbe: probe("/health/ready"),
    },
    pod: needs.files.pod,
  });
};

/** Daily, from a standby where there is one. The log since then is in the bucket within minutes. */
function baseBackups(spec: Spec, { network, database }: Needs, parent: pulumi.Resource): void {
  new CustomResource(
    "base-backups",
    {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "ScheduledBackup",
      metadata: metadataOf(spec, network.namespace, "base-backups"),
      spec: {
        // Six fields: seconds come first.
        schedule: "0 0 2 * * *",
        immediate: true,
        backupOwnerReference: "cluster",
        cluster: { name: database.cluster },
        target: "prefer-standby",
        method: "plugin",
        pluginConfiguration: { name: archivePlugin },
      },
    },
    { parent },
  );
}
