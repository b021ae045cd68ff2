// What a size buys on AWS. Pure: the cost estimate reads it without loading the SDK.
import type { Spec } from "../contract.ts";
import type { Size } from "../presets.ts";

export interface AwsSize {
  /** Availability zones that the network spans. Zones are only ever added: what is in them stays. */
  zones: 2 | 3;
  /** One NAT gateway costs as much as the rest of a small network, and losing it costs webhooks and link previews, not chat. */
  natGateways: 1 | 2 | 3;
  /** AWS services reached without the NAT gateways. Each costs a zone about $7.30 a month, so only where traffic is worth it. */
  interfaceEndpoints: readonly string[];
  databaseClass: DatabaseClass;
  cacheNode: CacheNode;
  /** Seconds between two readings of a replica's metrics; managed Prometheus bills by the sample. */
  scrapeSeconds: number;
  /** Metrics of each task in CloudWatch. */
  containerInsights: "enabled" | "disabled";
}

/** Memory in MiB of the instances in use. Source: AWS's instance tables of RDS and ElastiCache. */
export const databaseMemoryMiB = { "db.t4g.micro": 1024, "db.t4g.medium": 4096, "db.m7g.large": 8192 } as const;
export const cacheMemoryMiB = { "cache.t4g.micro": 512, "cache.t4g.medium": 3164, "cache.m7g.large": 6533 } as const;
export type DatabaseClass = keyof typeof databaseMemoryMiB;
export type CacheNode = keyof typeof cacheMemoryMiB;

const awsSizes: Record<Size, AwsSize> = {
  small: {
    zones: 2,
    natGateways: 1,
    interfaceEndpoints: [],
    databaseClass: "db.t4g.micro",
    cacheNode: "cache.t4g.micro",
    scrapeSeconds: 30,
    containerInsights: "disabled",
  },
  medium: {
    zones: 2,
    natGateways: 2,
    interfaceEndpoints: [],
    databaseClass: "db.t4g.medium",
    cacheNode: "cache.t4g.medium",
    scrapeSeconds: 15,
    containerInsights: "enabled",
  },
  large: {
    zones: 3,
    natGateways: 3,
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "aps-workspaces"],
    databaseClass: "db.m7g.large",
    cacheNode: "cache.m7g.large",
    scrapeSeconds: 15,
    containerInsights: "enabled",
  },
};

export const awsSize = (spec: Spec): AwsSize => awsSizes[spec.settings.size];

/** CPU in units of 1/1024 of a core, and memory in MiB. */
export interface TaskSize {
  cpu: number;
  memory: number;
}

/** Memory that Fargate offers for each CPU size, from least to most in steps. Source: Amazon ECS, "Task CPU and memory". */
const fargate = [
  { cpu: 256, memory: [512, 1024, 2048] },
  { cpu: 512, memory: steps(1024, 4096, 1024) },
  { cpu: 1024, memory: steps(2048, 8192, 1024) },
  { cpu: 2048, memory: steps(4096, 16_384, 1024) },
  { cpu: 4096, memory: steps(8192, 30_720, 1024) },
];

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);
}

/** The smallest task that Fargate offers with so many cores and so much memory; undefined where none is large enough. */
export function fargateTask(cores: number, memoryMiB: number): TaskSize | undefined {
  for (const { cpu, memory } of fargate) {
    const enough = memory.find((offered) => offered >= memoryMiB);
    if (cpu >= cores * 1024 && enough !== undefined) return { cpu, memory: enough };
  }
  return undefined;
}

/** Tasks besides the replicas. A backup packs what it reads, and a restore test runs a database of its own. */
export const helperTasks = {
  collector: { cpu: 256, memory: 512 },
  grafana: { cpu: 256, memory: 512 },
  backup: { cpu: 512, memory: 1024 },
  restoreTest: { cpu: 1024, memory: 2048 },
} as const satisfies Record<string, TaskSize>;

/** Whether replicas run on capacity that costs a third and may be taken away at two minutes' notice: a review stack can bear that. */
export const onSpot = (spec: Spec) => spec.settings.lifecycle === "ephemeral";

/** The most replicas that autoscaling makes: the size's, or what is asked for where that is more. */
export const mostReplicas = (spec: Spec) => Math.max(spec.replicas, spec.size.replicas.max);

/** Migrations, backups, Grafana and whoever looks into the database connect too. */
const spareConnections = 20;

/** Connections that the database has to allow when every replica has filled its pool. */
export const databaseConnections = (spec: Spec) =>
  mostReplicas(spec) * spec.size.database.connectionsPerReplica + spareConnections;

/** Connections that a database class bears. Source: RDS's default max_connections, memory in bytes / 9531392. */
export const connectionsOf = (databaseClass: DatabaseClass) =>
  Math.floor((databaseMemoryMiB[databaseClass] * 1024 ** 2) / 9_531_392);
