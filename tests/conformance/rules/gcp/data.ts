import { lifecyclePresets, sizePresets } from "../../../../infra/presets.ts";
import { ofType, only, type Rule } from "../rule.ts";
import { differs, each, everythingThatRuns, platforms, running, types } from "./plan.ts";

interface Database {
  name?: string;
  deletionProtection: boolean;
  settings: {
    availabilityType: string;
    deletionProtectionEnabled: boolean;
    retainBackupsOnDelete: boolean;
    finalBackupConfig: { enabled: boolean };
    backupConfiguration: {
      enabled: boolean;
      pointInTimeRecoveryEnabled: boolean;
      transactionLogRetentionDays: number;
      backupRetentionSettings: { retainedBackups: number };
    };
    databaseFlags: { name: string; value: string }[];
    diskAutoresize: boolean;
  };
}

interface Bucket {
  forceDestroy: boolean;
  softDeletePolicy: { retentionDurationSeconds: number };
  retentionPolicy?: { retentionPeriod: string };
  location: string;
}

const day = 24 * 3600;

export const dataRules: Rule[] = [
  {
    id: "pitfall-05",
    platforms,
    holds: "databases are in PostgreSQL: Grafana's too, and none on a mounted bucket",
    check: (plan) => {
      const grafana = running(plan, types.service, "grafana").template.containers[0]!;
      const type = grafana.envs?.find(({ name }) => name === "GF_DATABASE_TYPE")?.value;
      const urls = everythingThatRuns(plan).flatMap(({ template }) =>
        template.containers.flatMap(({ envs = [] }) => envs.filter(({ name }) => name === "CAMPFIRE_DATABASE_URL")),
      );
      return [
        ...differs("Grafana's database", type, "postgres"),
        ...(urls.length > 0 && urls.every(({ valueSource }) => valueSource) ? [] : ["a database's URL in the clear"]),
      ];
    },
  },
  {
    id: "pitfall-07",
    platforms,
    holds: "a database that the lifecycle wants kept is backed up once more before it goes, and its backups stay",
    check: (plan) => {
      const { finalSnapshot } = lifecyclePresets[plan.lifecycle];
      return each<Database>(plan, types.database, ({ settings }) => [
        ...differs("finalBackupConfig.enabled", settings.finalBackupConfig.enabled, finalSnapshot),
        ...differs("retainBackupsOnDelete", settings.retainBackupsOnDelete, finalSnapshot),
      ]);
    },
  },
  {
    id: "pitfall-08",
    platforms,
    holds: "secrets have names that Pulumi makes up, and can be had back for the lifecycle's days",
    check: (plan) => {
      const days = lifecyclePresets[plan.lifecycle].secretRecoveryDays;
      const ttl = days === 0 ? undefined : `${days * day}s`;
      return each<Record<string, unknown>>(plan, types.secret, ({ secretId, versionDestroyTtl }) => [
        ...differs("secretId", secretId, undefined),
        ...differs("versionDestroyTtl", versionDestroyTtl, ttl),
      ]);
    },
  },
  {
    id: "pitfall-09",
    platforms,
    holds: "buckets of data are emptied on the way down where the lifecycle says so, and nowhere else",
    check: (plan) => {
      const { emptyOnDestroy } = lifecyclePresets[plan.lifecycle];
      return each<Bucket>(plan, types.bucket, ({ forceDestroy }, { name }) =>
        // What Grafana is provisioned with is written again by the next `up`.
        differs("forceDestroy", forceDestroy, name === "grafana" || emptyOnDestroy),
      );
    },
  },
  {
    id: "pitfall-15",
    platforms,
    holds: "Cloud SQL instances, buckets and service accounts have names that Pulumi makes up",
    check: (plan) => [
      ...each<Database>(plan, types.database, ({ name }) => differs("name", name, undefined)),
      ...each<Record<string, unknown>>(plan, types.bucket, ({ name }) => differs("name", name, undefined)),
      ...each<Record<string, unknown>>(plan, types.account, ({ accountId }) =>
        differs("accountId", accountId, undefined),
      ),
    ],
  },
  {
    id: "pitfall-16",
    platforms,
    holds: "deletion protection is set wherever its default would be on, by the lifecycle",
    check: (plan) => {
      const { protectData } = lifecyclePresets[plan.lifecycle];
      return [
        ...each<Database>(plan, types.database, ({ deletionProtection, settings }, { protect }) => [
          ...differs("deletionProtection", deletionProtection, protectData),
          ...differs("deletionProtectionEnabled", settings.deletionProtectionEnabled, protectData),
          ...differs("protect", protect, protectData),
        ]),
        ...each<Record<string, unknown>>(plan, types.service, ({ deletionProtection }, { name }) =>
          differs("deletionProtection", deletionProtection, protectData && name === "campfire"),
        ),
        ...each<Record<string, unknown>>(plan, types.job, ({ deletionProtection }) =>
          differs("deletionProtection", deletionProtection, false),
        ),
        ...each<Record<string, unknown>>(plan, types.cache, ({ deletionProtection }) =>
          differs("deletionProtection", deletionProtection, false),
        ),
        ...["chat-ipv4", "chat-ipv6"].flatMap((name) =>
          differs(
            `address ${name}: protect`,
            only(plan, "gcp:compute/globalAddress:GlobalAddress", name).protect,
            protectData,
          ),
        ),
        ...["files", "backups"].flatMap((name) =>
          differs(`bucket ${name}: protect`, only(plan, types.bucket, name).protect, protectData),
        ),
      ];
    },
  },
  {
    id: "standby",
    platforms,
    holds: "from size medium on, database and cache have a standby in another zone",
    check: (plan) => {
      const { database, cache } = sizePresets[plan.size];
      return [
        ...each<Database>(plan, types.database, ({ settings }) =>
          differs("availabilityType", settings.availabilityType, database.standby ? "REGIONAL" : "ZONAL"),
        ),
        ...each<{ tier: string }>(plan, types.cache, ({ tier }) =>
          differs("tier", tier, cache.standby ? "STANDARD_HA" : "BASIC"),
        ),
      ];
    },
  },
  {
    id: "connections",
    platforms,
    holds: "the database takes the connections of all instances of two revisions at once",
    check: (plan) => {
      const { inputs } = only(plan, types.service, "campfire");
      const instances = (inputs.scaling as { maxInstanceCount: number }).maxInstanceCount;
      const wanted = 2 * instances * sizePresets[plan.size].database.connectionsPerReplica;
      return each<Database>(plan, types.database, ({ settings }) => {
        const flag = settings.databaseFlags.find(({ name }) => name === "max_connections");
        return Number(flag?.value) > wanted ? [] : [`max_connections is ${flag?.value}, and ${wanted} may come`];
      });
    },
  },
  {
    id: "grows-by-itself",
    platforms,
    holds: "the disk of the database grows by itself, and no later `up` wants it back at its first size",
    check: (plan) =>
      each<Database>(plan, types.database, ({ settings }, { urn }) => [
        ...differs("diskAutoresize", settings.diskAutoresize, true),
        ...differs("ignored changes", plan.ignoreChanges[urn], ["settings.diskSize"]),
      ]),
  },
  {
    id: "backups",
    platforms,
    holds:
      "the database goes back to any moment, a backup is made as often as the lifecycle says and proved each day, and deleted ones stay for the lock",
    check: (plan) => {
      const { pointInTimeDays, objectLockDays, backups } = lifecyclePresets[plan.lifecycle];
      const crons = ofType(plan, types.schedule).map(({ name, inputs }) => `${name} ${inputs.schedule}`);
      const vault = ofType(plan, types.bucket).find(({ name }) => name === "vault")?.inputs as Bucket | undefined;
      const bucket = only(plan, types.bucket, "backups").inputs as unknown as Bucket;
      return [
        ...each<Database>(plan, types.database, ({ settings: { backupConfiguration: is } }) => [
          ...differs("enabled", is.enabled, true),
          ...differs("pointInTimeRecoveryEnabled", is.pointInTimeRecoveryEnabled, true),
          ...differs("transactionLogRetentionDays", is.transactionLogRetentionDays, Math.min(7, pointInTimeDays)),
          ...(is.backupRetentionSettings.retainedBackups >= backups.keep.daily ? [] : ["too few daily backups"]),
        ]),
        ...(backups.everyMinutes < 15 ? [] : ["more than 15 minutes could be lost"]),
        ...differs("schedules", crons.sort(), [`backup */${backups.everyMinutes} * * * *`, "verify-backup 37 3 * * *"]),
        ...differs(
          "days that deleted backups stay",
          bucket.softDeletePolicy.retentionDurationSeconds / day,
          objectLockDays,
        ),
        ...differs(
          "days locked in the vault",
          Number(vault?.retentionPolicy?.retentionPeriod ?? 0) / day,
          objectLockDays,
        ),
        ...(vault && vault.location === bucket.location ? ["the vault is where the backups are"] : []),
      ];
    },
  },
];
