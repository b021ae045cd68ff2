import type { Container } from "@pulumi/docker/container.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Image, Service, Spec } from "../contract.ts";
import { appEnvironment, appSecretEnvironment } from "../environment.ts";
import { timing } from "../presets.ts";
import type { DockerCache } from "./cache.ts";
import { checkHttp, container, labelsOf, nameOf } from "./containers.ts";
import type { DockerDatabase } from "./database.ts";
import type { DockerFiles } from "./files.ts";
import type { DockerNetwork } from "./network.ts";
import type { DockerSecrets } from "./secrets.ts";

export interface DockerService extends Service {
  /** The names that the replicas are known by on the networks. */
  names: string[];
  /** The migrated database: what else uses it has to come after. */
  migrated: pulumi.Resource;
  /** The replicas, the last of which is ready after all others. */
  containers: pulumi.Resource[];
}

interface Needs {
  network: DockerNetwork;
  secrets: DockerSecrets;
  database: DockerDatabase;
  cache: DockerCache;
  files: DockerFiles;
  image: Image;
}

/** Equal replicas of the app. They start after the migrations, and change one after another, so that one of them always serves. */
export function service(spec: Spec, needs: Needs): DockerService {
  const { network, secrets, database, cache, files, image } = needs;
  const parent = componentOf("docker", "service");
  const { cpu, memoryMiB } = spec.size.app;
  const migrated = migrations(spec, needs, parent);
  const environment = {
    ...appEnvironment(spec, { publicUrl: `https://${network.host}`, filesUrl: files.url }),
    ...(appSecretEnvironment({
      databaseUrl: database.url,
      cacheUrl: cache.url,
      secretKey: secrets.appKey,
      given: secrets.given,
    }) as Record<string, pulumi.Input<string>>),
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(memoryMiB * 0.75)}`,
  };

  const containers: Container[] = [];
  for (let number = 1; number <= spec.replicas; number++) {
    const name = `chat-${number}`;
    const replica = container(
      spec,
      name,
      {
        image: image.reference,
        cpus: cpu * 2,
        memoryMiB,
        attachments: [network.edge(name), network.data(name), network.watch(name)],
        command: ["serve"],
        environment: { ...environment, CAMPFIRE_INSTANCE_ID: name },
        volumes: [files.mount],
        healthcheck: checkHttp("http://127.0.0.1:3000/health/ready"),
        readyWithin: 120,
        stopWithin: timing.stopGrace,
        more: { labels: [...labelsOf(spec), { label: "org.campfire.migrations", value: endOf(migrated) }] },
      },
      { parent, dependsOn: [migrated, cache.container, ...containers.slice(-1)] },
    );
    containers.push(replica);
  }
  return {
    summary: `${spec.replicas} containers`,
    commands: { "follow a replica's log": `docker logs --follow ${nameOf(spec, "chat-1")}` },
    replicas: spec.replicas,
    names: containers.map((_, index) => `chat-${index + 1}`),
    migrated,
    containers,
  };
}

/** A container that ends. A new image makes a new one, so that it runs before the first replica of each version. */
function migrations(spec: Spec, { network, database, image }: Needs, parent: pulumi.Resource): Container {
  return container(
    spec,
    "migrate",
    {
      image: image.reference,
      cpus: 1,
      memoryMiB: 256,
      attachments: [network.data("migrate")],
      command: ["migrate"],
      environment: { CAMPFIRE_DATABASE_URL: database.url },
      more: { restart: "no", mustRun: false, attach: true, logs: true },
    },
    { parent, dependsOn: [database.container] },
  );
}

/** Docker takes a container that failed for one that ended: what waits for the migrations must not. */
const endOf = (migrated: Container): pulumi.Output<string> =>
  pulumi.all([migrated.exitCode, migrated.name]).apply(([code, name]) => {
    if (code === 0) return "done";
    throw new pulumi.RunError(
      `MIGRATION_FAILED — The migrations ended with ${code}, and no replica was changed. \`docker logs ${name}\` says why.`,
    );
  });
