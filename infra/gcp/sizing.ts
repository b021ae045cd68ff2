import type { Spec } from "../contract.ts";

/**
 * Tiers of Cloud SQL, edition Enterprise: a shared core, or `db-custom-<cores>-<MiB>`. A tier bears so many connections, at about 10 MB
 * each in half of its memory, or a little more where most of them are idle.
 */
export const databaseTiers = {
  "db-g1-small": { cores: 0, memoryGB: 1.7, mostConnections: 250 },
  "db-custom-2-7680": { cores: 2, memoryGB: 7.5, mostConnections: 800 },
  "db-custom-4-26624": { cores: 4, memoryGB: 26, mostConnections: 2000 },
} as const;
export type DatabaseTier = keyof typeof databaseTiers;

interface Tiers {
  database: DatabaseTier;
  /** Writes of the database that Query Insights explains each minute; 0 switches it off, which shared cores need. */
  queryPlansPerMinute: number;
}

const tiers: Record<Spec["settings"]["size"], Tiers> = {
  small: { database: "db-g1-small", queryPlansPerMinute: 0 },
  medium: { database: "db-custom-2-7680", queryPlansPerMinute: 5 },
  large: { database: "db-custom-4-26624", queryPlansPerMinute: 5 },
};

/** Cloud Run gives no instance that is always on less than a core (cloud.google.com/run/docs/configuring/services/cpu). */
const leastCpu = 1;
/** The second generation's least (cloud.google.com/run/docs/configuring/services/memory-limits). */
const leastMemoryMiB = 512;
/** As many requests at once as Cloud Run sends to one instance at most; a WebSocket counts as one. */
const mostConcurrency = 1000;
const leastConcurrency = 100;

/** What collects the metrics of an instance, beside the app (sizes of the collector's own documentation are for busier ones). */
export const collector = { cpu: 0.1, memoryMiB: 256 };

/** What a stack's size comes to in Google Cloud's units. */
export function gcpSize(spec: Spec) {
  const { size, replicas } = spec;
  const maxInstances = Math.max(size.replicas.max, replicas);
  return {
    ...tiers[spec.settings.size],
    app: { cpu: Math.max(leastCpu, size.app.cpu), memoryMiB: Math.max(leastMemoryMiB, size.app.memoryMiB) },
    minInstances: replicas,
    maxInstances,
    /** Twice an instance's share of the connections that the size is meant for, so that one can be lost. */
    concurrency: clamp(Math.ceil((2 * size.thresholds.connections) / replicas), leastConcurrency, mostConcurrency),
    databaseConnections: databaseConnections(maxInstances, size.database.connectionsPerReplica),
    /** Memorystore sells whole GB. */
    cacheGB: Math.ceil(size.cache.memoryMiB / 1024),
  };
}

/** Migrations, backups, Grafana, and whoever looks into the database. */
const otherConnections = 30;

/** During a rollout the old revision keeps its instances until their WebSockets end, so every instance counts twice. */
const databaseConnections = (instances: number, each: number) => 2 * instances * each + otherConnections;

/** The most replicas whose connections the size's database bears. */
export const mostReplicas = ({ settings, size }: Spec) =>
  Math.floor(
    (databaseTiers[tiers[settings.size].database].mostConnections - otherConnections) /
      (2 * size.database.connectionsPerReplica),
  );

/** Alerts on what Google runs for the app and on its uptime check, besides those of alerts/ (alerting.ts). */
export const managedAlerts = 4;

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
