// What a size and a lifecycle mean, in numbers. Everything that costs or protects is decided here and nowhere else.

export const sizes = ["small", "medium", "large"] as const;
export type Size = (typeof sizes)[number];

export const lifecycles = ["ephemeral", "staging", "production"] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** Source of users, connections, messages, response times, uptimes and thresholds: the scaling guide's tables. */
export interface SizePreset {
  /** Replicas of the app. Never fewer than two: a deployment or a crash must not be an outage. */
  replicas: { min: number; max: number };
  /** What one replica may use. A Node process fills one core, so size grows by replicas sooner than by cores. */
  app: { cpu: number; memoryMiB: number };
  database: { connectionsPerReplica: number; storageGiB: number; standby: boolean };
  /** What one copy of the database may use, and how many copies there are, where the platform is told so in numbers (scaling guide: Compose file). */
  databaseNode: { cpu: number; memoryMiB: number; instances: number };
  cache: { memoryMiB: number; standby: boolean };
  /** Room for attachments, where the platform wants to know it beforehand. */
  files: { storageGiB: number };
  /** What the size is meant for, and so what the alerts watch. */
  targets: {
    users: number;
    connections: number;
    messagesPerHour: number;
    responseSeconds: number;
    /** Fraction of requests that succeed over 30 days. */
    availability: number;
  };
  /** Fractions of a replica's CPU and memory, and connections of the whole stack, above which an operator is told. */
  thresholds: { cpu: number; memory: number; connections: number };
}

export const sizePresets: Record<Size, SizePreset> = {
  small: {
    replicas: { min: 2, max: 3 },
    app: { cpu: 0.5, memoryMiB: 512 },
    database: { connectionsPerReplica: 20, storageGiB: 20, standby: false },
    databaseNode: { cpu: 1, memoryMiB: 1024, instances: 1 },
    cache: { memoryMiB: 256, standby: false },
    files: { storageGiB: 20 },
    targets: { users: 100, connections: 50, messagesPerHour: 1_000, responseSeconds: 0.1, availability: 0.99 },
    thresholds: { cpu: 0.8, memory: 0.85, connections: 100 },
  },
  medium: {
    replicas: { min: 3, max: 6 },
    app: { cpu: 1, memoryMiB: 1024 },
    database: { connectionsPerReplica: 20, storageGiB: 50, standby: true },
    databaseNode: { cpu: 2, memoryMiB: 4096, instances: 2 },
    cache: { memoryMiB: 2048, standby: true },
    files: { storageGiB: 100 },
    targets: { users: 1_000, connections: 500, messagesPerHour: 10_000, responseSeconds: 0.05, availability: 0.995 },
    thresholds: { cpu: 0.75, memory: 0.8, connections: 1_000 },
  },
  large: {
    replicas: { min: 5, max: 20 },
    app: { cpu: 2, memoryMiB: 2048 },
    database: { connectionsPerReplica: 20, storageGiB: 200, standby: true },
    databaseNode: { cpu: 4, memoryMiB: 8192, instances: 3 },
    cache: { memoryMiB: 4096, standby: true },
    files: { storageGiB: 500 },
    targets: {
      users: 10_000,
      connections: 2_000,
      messagesPerHour: 50_000,
      responseSeconds: 0.025,
      availability: 0.999,
    },
    thresholds: { cpu: 0.7, memory: 0.75, connections: 5_000 },
  },
};

export interface LifecyclePreset {
  /** Data can't be destroyed by a plain `down`; lifting the protection is a deliberate act of its own. */
  protectData: boolean;
  /** A database that is deleted leaves a last snapshot behind, under a name of its own (pitfall 7). */
  finalSnapshot: boolean;
  /** What would hold up a `down` by being full is emptied: buckets, registries, vaults (pitfall 9). */
  emptyOnDestroy: boolean;
  /** Days in which a deleted secret can be had back; 0 or the least that a cloud offers lets its name go at once (pitfalls 8, 20). */
  secretRecoveryDays: number;
  /** Days that logs are kept. */
  logRetentionDays: number;
  /** Days back that the database can be restored to any second. */
  pointInTimeDays: number;
  /** Days in which nobody can delete or change a backup, whoever's credentials they hold; 0 is no lock. */
  objectLockDays: number;
  backups: {
    /** Minutes between two backups: the most that can be lost (RPO; the deployment guide asks for under 15). */
    everyMinutes: number;
    /** How many of each are kept. */
    keep: { hourly: number; daily: number; weekly: number; monthly: number };
  };
}

/** Backup schedule: the deployment guide's hourly, daily, weekly and monthly tiers. */
export const lifecyclePresets: Record<Lifecycle, LifecyclePreset> = {
  ephemeral: {
    protectData: false,
    finalSnapshot: false,
    emptyOnDestroy: true,
    secretRecoveryDays: 0,
    logRetentionDays: 7,
    pointInTimeDays: 1,
    objectLockDays: 0,
    backups: { everyMinutes: 10, keep: { hourly: 6, daily: 1, weekly: 0, monthly: 0 } },
  },
  staging: {
    protectData: false,
    // Also what a production stack becomes on its way down: its database is still there afterwards.
    finalSnapshot: true,
    emptyOnDestroy: true,
    secretRecoveryDays: 7,
    logRetentionDays: 30,
    pointInTimeDays: 7,
    objectLockDays: 0,
    backups: { everyMinutes: 10, keep: { hourly: 24, daily: 7, weekly: 1, monthly: 0 } },
  },
  production: {
    protectData: true,
    finalSnapshot: true,
    emptyOnDestroy: false,
    secretRecoveryDays: 30,
    logRetentionDays: 90,
    pointInTimeDays: 14,
    objectLockDays: 7,
    backups: { everyMinutes: 10, keep: { hourly: 24, daily: 14, weekly: 8, monthly: 12 } },
  },
};

/** The times that the client, the app and every load balancer before it have to agree on, in seconds. */
export const timing = {
  /** A WebSocket ping goes out this often (deployment guide: CAMPFIRE_WEBSOCKET_PING_INTERVAL). */
  ping: 30,
  /** No load balancer may end a silent connection sooner: three pings may be lost, and 300 is what ALBs need (pitfall 1). */
  idleTimeout: 300,
  /** A replica that is to stop serves on for this long, until every load balancer has heard of it (pitfall 3). */
  settle: 10,
  /** A stopping replica tells its sockets to reconnect, spread over part of this, and ends what it has begun. */
  drain: 30,
  /** A stopping replica gets this long in all before it is killed: longer than the drain (pitfall 3). */
  stopGrace: 45,
} as const;

/** What one address may ask for before it is told to wait (deployment guide: nginx's limit_req zones). */
export const rateLimits = {
  requests: { perSecond: 10, burst: 20 },
  webSockets: { perSecond: 5, burst: 10 },
} as const;
