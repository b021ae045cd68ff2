import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Database, Spec } from "../contract.ts";
import { imageReference } from "../images.ts";
import { archive } from "./archive.ts";
import { metadataOf, databaseName as name, namespaceOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import type { KubernetesSecrets } from "./secrets.ts";

export interface KubernetesDatabase extends Database {
  /** The name of the CloudNativePG cluster; what uses it comes after it. */
  cluster: pulumi.Output<string>;
  /** The Secret whose ca.crt signed the server's certificate; the operator makes it. */
  authority: pulumi.Output<string>;
}

/** Where pods that connect mount the database's certificate authority, read-only. */
export const authorityFolder = "/etc/campfire/database";

interface Needs {
  network: KubernetesNetwork;
  secrets: KubernetesSecrets;
}

/** Seconds for volumes to be made and all instances to join. */
const patience = 900;
/** Replicas, migrations and backups connect; the rest is for whoever looks into the database. */
const spareConnections = 20;

/** A CloudNativePG cluster: it fails over by itself, and hands its certificates and services to those who connect. */
export function database(spec: Spec, { network, secrets }: Needs): KubernetesDatabase {
  const parent = componentOf("kubernetes", "database");
  const { instances, cpu, memoryMiB } = spec.size.databaseNode;
  const { storageClass } = spec.settings;
  const protect = spec.lifecycle.protectData;
  const storage = (gib: number) => ({ size: `${gib}Gi`, ...(storageClass && { storageClass }) });
  const plugins = archive(spec, network, parent);

  const resource = new CustomResource(
    "cluster",
    {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Cluster",
      metadata: {
        ...metadataOf(spec, network.namespace, name, "database"),
        annotations: { "pulumi.com/waitFor": "condition=Ready", "pulumi.com/timeoutSeconds": String(patience) },
      },
      spec: {
        instances,
        imageName: imageReference("cnpgPostgres"),
        // With one instance the budget would forbid every drain of its node.
        enablePDB: instances > 1,
        enableSuperuserAccess: false,
        bootstrap: {
          initdb: {
            database: "campfire",
            owner: "campfire",
            secret: { name: secrets.databasePassword.name },
            dataChecksums: true,
          },
        },
        // Backups are proven by restoring them into a scratch database, which the app's role has to make.
        managed: {
          roles: [
            {
              name: "campfire",
              login: true,
              createdb: true,
              passwordSecret: { name: secrets.databasePassword.name },
            },
          ],
        },
        storage: storage(spec.size.database.storageGiB),
        // The log of its own: a database that can't archive must not fill the disk that its tables are on.
        walStorage: storage(Math.max(5, spec.size.database.storageGiB / 10)),
        resources: {
          requests: { cpu: `${cpu}`, memory: `${memoryMiB}Mi` },
          limits: { cpu: `${cpu * 2}`, memory: `${memoryMiB}Mi` },
        },
        affinity: {
          enablePodAntiAffinity: true,
          topologyKey: "kubernetes.io/hostname",
          podAntiAffinityType: spec.lifecycle.protectData ? "required" : "preferred",
        },
        postgresql: {
          parameters: parametersOf(spec),
          // A commit waits for one standby as long as there is one: a lost primary loses no acknowledged message.
          ...(instances > 1 && { synchronous: { method: "any", number: 1, dataDurability: "preferred" } }),
        },
        primaryUpdateStrategy: "unsupervised",
        primaryUpdateMethod: instances > 1 ? "switchover" : "restart",
        ...plugins,
      },
    },
    { parent, protect },
  );
  const cluster = resource.metadata.name;
  const endpoint = pulumi.interpolate`${cluster}-rw:5432`;
  return {
    summary: `PostgreSQL 18, ${instances === 1 ? "one instance" : `${instances} instances`} by CloudNativePG`,
    notices: plugins.plugins
      ? []
      : ["No backupBucket is set: the database can be restored to a backup, not to any point in time."],
    commands: {
      "look into the database": `kubectl -n ${namespaceOf(spec)} exec -it ${name}-1 -c postgres -- psql campfire`,
    },
    endpoint,
    // The pod's own environment holds the password; the kubelet puts it in, so it is in no manifest and in no state.
    url: pulumi.interpolate`postgres://campfire:$(DATABASE_PASSWORD)@${endpoint}/campfire?sslmode=verify-full&sslrootcert=${authorityFolder}/ca.crt`,
    cluster,
    authority: pulumi.interpolate`${cluster}-ca`,
  };
}

/** The deployment guide's PostgreSQL settings, with the memory that this size has. */
function parametersOf(spec: Spec): Record<string, string> {
  const { memoryMiB } = spec.size.databaseNode;
  const replicas = Math.max(spec.replicas, spec.size.replicas.max);
  return {
    max_connections: String(replicas * spec.size.database.connectionsPerReplica + spareConnections),
    shared_buffers: `${memoryMiB / 4}MB`,
    effective_cache_size: `${(memoryMiB / 4) * 3}MB`,
    maintenance_work_mem: "64MB",
    work_mem: "4MB",
    wal_compression: "lz4",
    checkpoint_completion_target: "0.9",
    random_page_cost: "1.1",
    effective_io_concurrency: "200",
    log_min_duration_statement: "1000",
    log_checkpoints: "on",
  };
}
