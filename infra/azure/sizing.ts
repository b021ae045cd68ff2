// What a size buys on Azure. Pure: the cost estimate reads it without loading the SDK.
import type { Spec } from "../contract.ts";
import type { LifecyclePreset, Size } from "../presets.ts";

export interface AzureSize {
  /** Standard has rules of our own and rate limits; Premium adds firewall rules that Microsoft maintains. */
  frontDoor: "Standard_AzureFrontDoor" | "Premium_AzureFrontDoor";
  /** Nodes that only the environment's ingress runs on: they alone can be told to keep a silent connection for longer than 4 minutes (pitfall 17). */
  ingressNodes: { min: number; max: number } | undefined;
  database: PostgresTier;
  cache: RedisTier;
  registry: "Basic" | "Standard";
  /** A Grafana of the team's own, besides the dashboards in Azure's portal. */
  grafana: boolean;
}

/** Connections: max_connections without the 15 that the service keeps. Source: learn.microsoft.com, Azure Database for PostgreSQL, "Limits". */
export const postgresTiers = {
  Standard_B2s: { tier: "Burstable", cores: 2, connections: 414, standby: false },
  Standard_D2ds_v5: { tier: "GeneralPurpose", cores: 2, connections: 844, standby: true },
  Standard_D4ds_v5: { tier: "GeneralPurpose", cores: 4, connections: 1_703, standby: true },
} as const;
export type PostgresTier = keyof typeof postgresTiers;

/** MiB, of which a fifth is not for data. Source: azure.microsoft.com/pricing/details/managed-redis. */
export const redisMemoryMiB = { Balanced_B0: 512, Balanced_B3: 3_072, Balanced_B5: 6_144 } as const;
export type RedisTier = keyof typeof redisMemoryMiB;

const azureSizes: Record<Size, AzureSize> = {
  small: {
    frontDoor: "Standard_AzureFrontDoor",
    ingressNodes: undefined,
    // The smallest, Standard_B1ms, lets 35 connections in; three replicas want 60.
    database: "Standard_B2s",
    cache: "Balanced_B0",
    registry: "Basic",
    grafana: false,
  },
  medium: {
    frontDoor: "Premium_AzureFrontDoor",
    ingressNodes: undefined,
    // Burstable servers have no standby.
    database: "Standard_D2ds_v5",
    cache: "Balanced_B3",
    registry: "Standard",
    grafana: true,
  },
  large: {
    frontDoor: "Premium_AzureFrontDoor",
    // Two is the least that Azure takes, so that one may fail.
    ingressNodes: { min: 2, max: 4 },
    database: "Standard_D4ds_v5",
    cache: "Balanced_B5",
    registry: "Standard",
    grafana: true,
  },
};

export const azureSize = (spec: Spec): AzureSize => azureSizes[spec.settings.size];

/** The most replicas that scaling makes: the size's, or what is asked for where that is more. */
export const mostReplicas = (spec: Spec) => Math.max(spec.replicas, spec.size.replicas.max);

/** Migrations, backups and whoever looks into the database connect too. */
const spareConnections = 20;

/** Connections that the database has to allow when every replica has filled its pool. */
export const databaseConnections = (spec: Spec) =>
  mostReplicas(spec) * spec.size.database.connectionsPerReplica + spareConnections;

/** The most replicas whose pools the size's database bears. */
export const mostReplicasOf = (spec: Spec) =>
  Math.floor((offeredConnections(spec) - spareConnections) / spec.size.database.connectionsPerReplica);

/** Connections that the size's database lets in. */
export const offeredConnections = (spec: Spec) => postgresTiers[azureSize(spec).database].connections;

/** GiB that storage can have, as far as the presets go. Source: learn.microsoft.com, Azure Database for PostgreSQL, "Storage options". */
const storageSizes = [32, 64, 128, 256, 512] as const;

/** GiB of the smallest storage that holds as much as the size asks for. It grows by itself after that, and can never shrink. */
export function databaseStorage({ size }: Spec): number {
  const fitting = storageSizes.find((offered) => offered >= size.database.storageGiB);
  if (fitting === undefined) throw new Error(`no storage size in the table holds ${size.database.storageGiB} GiB`);
  return fitting;
}

/** Cores and memory of a container on the Consumption profile. */
export interface ContainerSize {
  cpu: number;
  memory: `${number}Gi`;
}

/**
 * The smallest container that gives at least this much. Container Apps sells steps of a quarter core, each with half a GiB.
 * Source: learn.microsoft.com, Container Apps, "Containers", allocations.
 */
export function containerSize({ cpu, memoryMiB }: { cpu: number; memoryMiB: number }): ContainerSize {
  const steps = Math.max(1, Math.ceil(cpu / 0.25), Math.ceil(memoryMiB / 512));
  return { cpu: steps * 0.25, memory: `${steps * 0.5}Gi` };
}

/** Containers besides the app. */
export const helperContainers = {
  migrate: containerSize({ cpu: 0.25, memoryMiB: 512 }),
  metrics: containerSize({ cpu: 0.25, memoryMiB: 512 }),
  copy: containerSize({ cpu: 0.5, memoryMiB: 1024 }),
} as const;

/** WebSockets at once through one Front Door profile; more need a request to Azure's support. Source: learn.microsoft.com, Front Door, "WebSocket". */
export const frontDoorSockets = 3_000;

/** Key Vault keeps what is deleted for 7 to 90 days. */
export const vaultRecoveryDays = ({ secretRecoveryDays }: LifecyclePreset) =>
  Math.min(90, Math.max(7, secretRecoveryDays));

/** Log Analytics keeps logs for 30 days at least, and charges nothing for the first 31. */
export const logDays = ({ logRetentionDays }: LifecyclePreset) => Math.max(30, logRetentionDays);

/** PostgreSQL Flexible Server can be restored to any moment of the last 7 to 35 days. */
export const restorableDays = ({ pointInTimeDays }: LifecyclePreset) => Math.min(35, Math.max(7, pointInTimeDays));
