import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Spec } from "../contract.ts";
import { check, container, pulled, volume } from "./containers.ts";
import type { DockerNetwork } from "./network.ts";
import type { DockerSecrets } from "./secrets.ts";

export interface DockerCache extends Cache {
  /** What has to run before anything connects. */
  container: pulumi.Resource;
}

interface Needs {
  network: DockerNetwork;
  secrets: DockerSecrets;
}

/** The user of the official Alpine image. */
const valkeyUser = "999:1000";

/** Valkey in a container, in memory only: what it holds may be lost. */
export function cache(spec: Spec, { network, secrets }: Needs): DockerCache {
  const parent = componentOf("docker", "cache");
  const { memoryMiB } = spec.size.cache;
  const folder = "/etc/valkey";
  const valkey = container(
    spec,
    "cache",
    {
      image: pulled("valkey", parent),
      cpus: 1,
      // Room for what is not data: buffers of the clients, and fragments.
      memoryMiB: memoryMiB + 128,
      user: valkeyUser,
      attachments: [network.data("cache")],
      command: ["valkey-server", `${folder}/valkey.conf`],
      volumes: [volume(spec, "cache-configuration", folder, { parent })],
      uploads: [
        {
          file: `${folder}/valkey.conf`,
          content: pulumi.secret(pulumi.interpolate`${serverOptions(spec)}requirepass ${secrets.cachePassword}\n`),
          owner: "999",
          permissions: "0400",
        },
      ],
      // Without the password it says NOAUTH, which shows that it is there.
      healthcheck: check("valkey-cli", "ping"),
      readyWithin: 60,
    },
    { parent },
  );
  return {
    summary: `Valkey, ${memoryMiB} MiB, in memory only`,
    url: pulumi.interpolate`redis://:${secrets.cachePassword}@cache:6379`,
    container: valkey,
  };
}

/** Nothing in it has to outlive it: so it writes nothing to disk, and forgets the oldest when it is full. */
function serverOptions(spec: Spec): string {
  const options = {
    port: 6379,
    save: '""',
    appendonly: "no",
    maxmemory: `${spec.size.cache.memoryMiB}mb`,
    "maxmemory-policy": "volatile-lru",
  };
  return Object.entries(options)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}
