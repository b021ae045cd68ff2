import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Files, Image, Service, Spec } from "../contract.ts";
import { appEnvironment, appSecretEnvironment } from "../environment.ts";
import { timing } from "../presets.ts";
import type { LocalDatabase } from "./database.ts";
import { aliveAt } from "./liveness.ts";
import { node } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { Command, Process } from "./resources.ts";
import type { LocalSecrets } from "./secrets.ts";

export interface LocalService extends Service {
  /** The migrated database: what else uses it has to come after. */
  migrated: pulumi.Resource;
  /** The replicas, the last of which is ready after all others. */
  processes: pulumi.Resource[];
  /** The environment of the app without what tells replicas apart. */
  environment: Record<string, pulumi.Input<string>>;
  /** The built program. */
  program: pulumi.Output<string>;
}

interface Needs {
  network: LocalNetwork;
  secrets: LocalSecrets;
  database: LocalDatabase;
  cache: Cache;
  files: Files;
  image: Image;
}

/** Equal replicas of the app. They start after the migrations, and change one after another, so that one of them always serves. */
export function service(spec: Spec, needs: Needs): LocalService {
  const { network, secrets, database, cache, files, image } = needs;
  const parent = componentOf("local", "service");
  const directory = network.directory;
  const program = pulumi.interpolate`${image.reference}/server/campfire.js`;
  const environment = {
    ...appEnvironment(spec, { publicUrl: network.url, filesUrl: files.url }),
    ...appSecretEnvironment({
      databaseUrl: database.url,
      cacheUrl: cache.url,
      secretKey: secrets.appKey,
      given: secrets.given,
    }),
    CAMPFIRE_HOST: "127.0.0.1",
  };

  const migrated = new Command(
    "migrate",
    {
      directory,
      name: "migrate",
      command: node,
      args: [program, "migrate"],
      env: environment,
      timeoutSeconds: 900,
    },
    { parent, dependsOn: [database.process] },
  );

  const heapMiB = Math.floor(spec.size.app.memoryMiB * 0.75);
  const processes: Process[] = [];
  for (const [index, port] of network.ports.replicas.entries()) {
    const name = `app-${index + 1}`;
    const replica = new Process(
      name,
      {
        directory,
        name,
        command: node,
        args: [`--max-old-space-size=${heapMiB}`, program, "serve"],
        env: { ...environment, CAMPFIRE_PORT: String(port), CAMPFIRE_INSTANCE_ID: name },
        ports: [port],
        portSetting: "campfire:port",
        ready: { http: `http://127.0.0.1:${port}/health/ready`, timeoutSeconds: 60 },
        live: aliveAt(`http://127.0.0.1:${port}/health/live`),
        stop: { signal: "SIGTERM", timeoutSeconds: timing.stopGrace },
        triggers: [process.version],
      },
      { parent, dependsOn: [migrated, ...processes.slice(-1)] },
    );
    processes.push(replica);
  }

  return {
    summary: `${spec.replicas} replicas on 127.0.0.1:${network.ports.replicas.join(", :")}`,
    replicas: spec.replicas,
    migrated,
    processes,
    environment,
    program,
  };
}
