// Which of Azure's sizes a preset's numbers come to. The tables are short on purpose: what the presets don't reach isn't in them.
import type { LifecyclePreset, SizePreset } from "../presets.ts";

interface PostgresTier {
  name: string;
  tier: "Burstable" | "GeneralPurpose";
  cores: number;
  /** Connections that are left for applications: max_connections less the 15 that the service keeps. */
  connections: number;
  /** Whether a standby in another zone can be had. */
  standby: boolean;
}

/** Smallest first. Source: learn.microsoft.com, Azure Database for PostgreSQL, "Limits" and "Compute options". */
export const postgresTiers: readonly PostgresTier[] = [
  { name: "Standard_B1ms", tier: "Burstable", cores: 1, connections: 35, standby: false },
  { name: "Standard_B2s", tier: "Burstable", cores: 2, connections: 414, standby: false },
  { name: "Standard_D2ds_v5", tier: "GeneralPurpose", cores: 2, connections: 844, standby: true },
  { name: "Standard_D4ds_v5", tier: "GeneralPurpose", cores: 4, connections: 1_703, standby: true },
];

/** Connections for migrations, backups and whoever looks into the database. */
const spareConnections = 20;

/** The smallest server that takes the connections of `replicas` replicas, has twice a replica's cores, and a standby where the size asks for one. */
export function postgresTier({ app, database }: SizePreset, replicas: number): PostgresTier | undefined {
  const connections = replicas * database.connectionsPerReplica + spareConnections;
  return postgresTiers.find(
    (tier) =>
      tier.connections >= connections && tier.cores >= 2 * app.cpu && (tier.standby || !database.standby),
  );
}

/** GiB that a server's storage can have. Source: learn.microsoft.com, Azure Database for PostgreSQL, "Storage options". */
export const postgresStorage = [32, 64, 128, 256, 512] as const;

/** The smallest storage that holds `gib`; it grows by itself after that, and can never shrink. */
export const postgresStorageFor = (gib: number) => postgresStorage.find((size) => size >= gib) ?? postgresStorage.at(-1);

/** Memory in MiB of Azure Managed Redis' Balanced tiers. Source: azure.microsoft.com/pricing/details/managed-redis. */
export const redisTiers: readonly { name: string; memoryMiB: number }[] = [
  { name: "Balanced_B0", memoryMiB: 512 },
  { name: "Balanced_B1", memoryMiB: 1_024 },
  { name: "Balanced_B3", memoryMiB: 3_072 },
  { name: "Balanced_B5", memoryMiB: 6_144 },
  { name: "Balanced_B10", memoryMiB: 12_288 },
];

/** A fifth of a tier's memory is kept for itself, so that is not counted. */
const usableShare = 0.8;

/** The smallest tier with room for `memoryMiB` of data. */
export const redisTier = (memoryMiB: number) =>
  redisTiers.find((tier) => tier.memoryMiB * usableShare >= memoryMiB) ?? redisTiers.at(-1)!;

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

/** Front Door with maintained firewall rules and bot protection, or only with rules of one's own. */
export const frontDoorTier = ({ managedFirewall }: SizePreset) =>
  managedFirewall ? ("Premium_AzureFrontDoor" as const) : ("Standard_AzureFrontDoor" as const);

/** WebSockets at once through one Front Door profile; more need a request to Azure's support. Source: learn.microsoft.com, Front Door, "WebSocket". */
export const frontDoorSockets = 3_000;

/** Whether the environment's own ingress runs on nodes of its own: only those can be told to keep silent connections for longer than 4 minutes (pitfall 17). */
export const ownIngressNodes = ({ targets }: SizePreset) => targets.connections >= 2_000;

/** Key Vault keeps what is deleted for 7 to 90 days. */
export const vaultRecoveryDays = ({ secretRecoveryDays }: LifecyclePreset) =>
  Math.min(90, Math.max(7, secretRecoveryDays));

/** Log Analytics keeps logs for 30 days at least, and charges nothing for the first 31. */
export const logDays = ({ logRetentionDays }: LifecyclePreset) => Math.max(30, logRetentionDays);
