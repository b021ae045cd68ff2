import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Database, Spec } from "../contract.ts";
import { check, container, nameOf, pulled, volume } from "./containers.ts";
import type { DockerNetwork } from "./network.ts";
import type { DockerSecrets } from "./secrets.ts";

export interface DockerDatabase extends Database {
  /** What has to run before anything connects. */
  container: pulumi.Resource;
}

interface Needs {
  network: DockerNetwork;
  secrets: DockerSecrets;
}

/** The user of the official image. */
const postgresUser = "999:999";
/** Replicas, migrations and backups connect; the rest is for the exporter and whoever looks into the database. */
const spareConnections = 20;

/** PostgreSQL in a container, its data on a volume that outlives every `up`. */
export function database(spec: Spec, { network, secrets }: Needs): DockerDatabase {
  const parent = componentOf("docker", "database");
  const { cpu, memoryMiB } = spec.size.databaseNode;
  const protect = spec.lifecycle.protectData;
  const postgres = container(
    spec,
    "database",
    {
      image: pulled("postgres", parent),
      cpus: cpu,
      memoryMiB,
      user: postgresUser,
      attachments: [network.data("database")],
      command: ["postgres", ...serverOptions(spec)],
      environment: { POSTGRES_PASSWORD: secrets.superuserPassword, POSTGRES_INITDB_ARGS: "--data-checksums" },
      volumes: [
        volume(spec, "database", "/var/lib/postgresql", { parent, protect }),
        volume(spec, "database-setup", "/docker-entrypoint-initdb.d", { parent }),
      ],
      uploads: [
        {
          file: "/docker-entrypoint-initdb.d/campfire.sql",
          content: firstStatements(secrets),
          owner: "999",
          permissions: "0400",
        },
      ],
      memoryFolders: { "/run/postgresql": "rw,nosuid,size=1m,uid=999,gid=999" },
      healthcheck: check("pg_isready", "--username=campfire", "--host=127.0.0.1"),
      readyWithin: 180,
      stopWithin: 60,
      // Parallel queries share memory through it, and Docker's own 64 MB are too few.
      more: { shmSize: 256, stopSignal: "SIGINT" },
    },
    { parent },
  );
  // Not of the container itself: its replacement must not take along all that connect to it.
  const endpoint = pulumi.output("database:5432");
  return {
    summary: "PostgreSQL 18, one container",
    commands: {
      "look into the database": `docker exec -it ${nameOf(spec, "database")} psql --username=campfire campfire`,
    },
    endpoint,
    url: pulumi.interpolate`postgres://campfire:${secrets.databasePassword}@${endpoint}/campfire`,
    container: postgres,
  };
}

/** Run once, on an empty volume. The app may make databases: a backup is proven by restoring it into one. */
const firstStatements = ({ databasePassword, exporterPassword }: DockerSecrets) =>
  pulumi.secret(pulumi.interpolate`
CREATE ROLE campfire LOGIN CREATEDB PASSWORD '${databasePassword}';
CREATE DATABASE campfire OWNER campfire;
CREATE ROLE exporter LOGIN PASSWORD '${exporterPassword}';
GRANT pg_monitor TO exporter;
`);

/** The deployment guide's PostgreSQL settings, with the memory that this size has. */
function serverOptions(spec: Spec): string[] {
  const { memoryMiB } = spec.size.databaseNode;
  const replicas = Math.max(spec.replicas, spec.size.replicas.max);
  const options = {
    max_connections: replicas * spec.size.database.connectionsPerReplica + spareConnections,
    shared_buffers: `${memoryMiB / 4}MB`,
    effective_cache_size: `${(memoryMiB / 4) * 3}MB`,
    maintenance_work_mem: "64MB",
    work_mem: "4MB",
    wal_compression: "lz4",
    checkpoint_completion_target: 0.9,
    random_page_cost: 1.1,
    effective_io_concurrency: 200,
    log_min_duration_statement: 1000,
    log_checkpoints: "on",
  };
  return Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
