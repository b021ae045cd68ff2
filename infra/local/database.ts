import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Database, Spec } from "../contract.ts";
import { node, postgresHome, postgresUser, runsAsRoot } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { installedPostgres, postgresProgram } from "./postgres/binaries.ts";
import { Command, Directory, Process, User } from "./resources.ts";
import type { LocalSecrets } from "./secrets.ts";

export interface LocalDatabase extends Database {
  /** What has to run before anything connects. */
  process: pulumi.Resource;
}

interface Needs {
  network: LocalNetwork;
  secrets: LocalSecrets;
}

/** PostgreSQL from npm, a process of this machine. Its data folder outlives every `up`. */
export function database(spec: Spec, { network, secrets }: Needs): LocalDatabase {
  const parent = componentOf("local", "database");
  const protect = spec.lifecycle.protectData;
  const port = network.ports.database;

  const user = runsAsRoot ? new User("postgres", { name: postgresUser(spec) }, { parent, protect }).name : undefined;
  const home = new Directory("postgres", { path: postgresHome(spec), mode: "0711", owner: user }, { parent, protect });
  const data = pulumi.interpolate`${home.path}/data`;

  const initialized = new Command(
    "postgres-initialize",
    {
      directory: network.directory,
      name: "postgres-initialize",
      command: node,
      args: pulumi
        .all([home.path, user])
        .apply(([path, name]) => [join(import.meta.dirname, "postgres/initialize.ts"), path, ...(name ? [name] : [])]),
      env: { POSTGRES_PASSWORD: secrets.databasePassword },
      timeoutSeconds: 120,
    },
    { parent },
  );

  // Known only once they are there: for root they are a copy, which the process' user can read.
  const binaries = pulumi
    .all([home.path, initialized.id])
    .apply(([path]) => (runsAsRoot ? join(path, "native") : (installedPostgres() ?? "")));
  const process = new Process(
    "postgres",
    {
      directory: network.directory,
      name: "postgres",
      command: binaries.apply((folder) => postgresProgram(folder, "postgres")),
      args: data.apply((folder) => ["-D", folder, ...serverOptions(spec, port)]),
      cwd: home.path,
      ownFolder: data,
      pidFile: pulumi.interpolate`${data}/postmaster.pid`,
      user,
      ports: [port],
      portSetting: "campfire:port",
      ready: { postgres: `postgres://campfire@127.0.0.1:${port}/campfire`, timeoutSeconds: 60 },
      // SIGINT is PostgreSQL's fast shutdown: sessions are ended, and what was committed is written.
      stop: { signal: "SIGINT", timeoutSeconds: 30 },
    },
    { parent },
  );

  const endpoint = process.name.apply(() => `127.0.0.1:${port}`);
  return {
    summary: `PostgreSQL 18 on 127.0.0.1:${port}`,
    endpoint,
    url: pulumi.interpolate`postgres://campfire:${secrets.databasePassword}@${endpoint}/campfire`,
    process,
  };
}

/** Replicas, migrations and backups connect; a few connections more are for whoever looks into the database. */
const spareConnections = 20;

/** The deployment guide's PostgreSQL settings, for a machine that does other things too. */
function serverOptions(spec: Spec, port: number): string[] {
  const connections = spec.replicas * spec.size.database.connectionsPerReplica + spareConnections;
  const options = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: connections,
    password_encryption: "scram-sha-256",
    wal_compression: "on",
    checkpoint_completion_target: 0.9,
    random_page_cost: 1.1,
    log_min_duration_statement: 1000,
    log_checkpoints: "on",
  };
  return Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
