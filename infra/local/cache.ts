import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Cache, Spec } from "../contract.ts";
import { findExecutable } from "./executables.ts";
import { installCommand, versionOf } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { File, Process } from "./resources.ts";
import type { LocalSecrets } from "./secrets.ts";

interface Needs {
  network: LocalNetwork;
  secrets: LocalSecrets;
}

/** Redis where this machine has it; without it the app does the same over PostgreSQL. */
export function cache(spec: Spec, { network, secrets }: Needs): Cache {
  const parent = componentOf("local", "cache");
  const program = findExecutable("redis-server");
  if (!program) return withoutRedis;

  const port = network.ports.cache;
  const configuration = new File(
    "redis.conf",
    {
      path: pulumi.interpolate`${network.directory}/redis.conf`,
      content: pulumi.interpolate`${serverOptions(spec, port)}requirepass ${secrets.cachePassword}\n`,
    },
    { parent },
  );
  const process = new Process(
    "redis",
    {
      directory: network.directory,
      name: "redis",
      command: program,
      args: [configuration.path],
      ports: [port],
      portSetting: "campfire:port",
      ready: { tcp: port, timeoutSeconds: 20 },
      triggers: [configuration.sha256],
    },
    { parent },
  );
  const endpoint = process.name.apply(() => `127.0.0.1:${port}`);
  return {
    summary: `Redis ${versionOf(program)} on 127.0.0.1:${port}`,
    url: pulumi.interpolate`redis://:${secrets.cachePassword}@${endpoint}`,
  };
}

const withoutRedis: Cache = {
  summary: "PostgreSQL NOTIFY between replicas (no redis-server on PATH)",
  notices: [
    `Redis is not installed, so the replicas talk through PostgreSQL. For Redis: \`${installCommand("redis-server", "redis")}\`, then \`npm run up\` again.`,
  ],
  url: undefined,
};

/** Nothing in Redis has to outlive it: what matters is in PostgreSQL. So it writes nothing to disk, and forgets the oldest when it is full. */
function serverOptions(spec: Spec, port: number): string {
  const options = {
    bind: "127.0.0.1",
    port,
    save: '""',
    appendonly: "no",
    maxmemory: `${spec.size.cache.memoryMiB}mb`,
    "maxmemory-policy": "volatile-lru",
  };
  return Object.entries(options)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}
