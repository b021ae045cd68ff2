import { only, type Rule } from "../rule.ts";
import { at, ecsService, every, platforms, presetsOf, unlike, upstream } from "./look.ts";

const database = (name = "database") => ["aws:rds/instance:Instance", name] as const;

/** What is kept, and what keeps it. */
export const data: Rule[] = [
  {
    id: "pitfall-04",
    platforms,
    holds:
      "files are mounted through an access point of the image's user, over TLS, with IAM, after their mount targets",
    check: (plan) => {
      const volumes = every(plan, "aws:ecs/taskDefinition:TaskDefinition").flatMap(({ name, inputs }) =>
        ((inputs.volumes ?? []) as Record<string, Record<string, unknown>>[])
          .filter((volume) => volume.efsVolumeConfiguration)
          .map((volume) => ({ name, ...volume.efsVolumeConfiguration }) as Record<string, unknown>),
      );
      const wrong = volumes.filter(
        ({ transitEncryption, authorizationConfig, rootDirectory }) =>
          transitEncryption !== "ENABLED" ||
          (authorizationConfig as Record<string, unknown>)?.iam !== "ENABLED" ||
          !(authorizationConfig as Record<string, unknown>)?.accessPointId ||
          rootDirectory !== undefined,
      );
      const targets = every(plan, "aws:efs/mountTarget:MountTarget");
      const waits = ecsService(plan, "app").dependencies;
      return [
        ...unlike(plan, "aws:efs/accessPoint:AccessPoint", ["posixUser"], { gid: 10001, uid: 10001 }),
        ...(volumes.length >= 2 ? [] : ["no task mounts the files"]),
        ...wrong.map(({ name }) => `task ${name} mounts them otherwise`),
        ...targets.filter(({ urn }) => !waits.includes(urn)).map(({ name }) => `the replicas don't wait for ${name}`),
        ...["app-to-files", "backups-to-files"].flatMap((name) =>
          at(only(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name), "toPort") === 2049
            ? []
            : [`${name} does not open port 2049`],
        ),
      ];
    },
  },
  {
    id: "pitfall-07",
    platforms,
    holds: "a protected database resists deletion, and one that is deleted leaves a snapshot under a name of its own",
    check: (plan) => {
      const { lifecycle } = presetsOf(plan);
      const instance = only(plan, ...database());
      const snapshot = at(instance, "finalSnapshotIdentifier");
      return [
        ...unlike(plan, database()[0], ["deletionProtection"], lifecycle.protectData),
        ...unlike(plan, database()[0], ["skipFinalSnapshot"], !lifecycle.finalSnapshot),
        ...((snapshot !== undefined) === lifecycle.finalSnapshot ? [] : [`its last snapshot is ${snapshot}`]),
        ...(instance.propertyDependencies.identifier?.some((urn) => urn.includes("randomId")) ? [] : ["a fixed name"]),
        ...(instance.protect === lifecycle.protectData ? [] : [`protect is ${instance.protect}`]),
      ];
    },
  },
  {
    id: "pitfall-08",
    platforms,
    holds:
      "secrets have names that Pulumi makes up, and a deleted one can be had back for as long as the lifecycle says",
    check: (plan) => [
      ...unlike(
        plan,
        "aws:secretsmanager/secret:Secret",
        ["recoveryWindowInDays"],
        presetsOf(plan).lifecycle.secretRecoveryDays,
      ),
      ...every(plan, "aws:secretsmanager/secret:Secret")
        .filter(({ inputs }) => "name" in inputs || "namePrefix" in inputs)
        .map(({ name }) => `${name} has a fixed name`),
    ],
  },
  {
    id: "pitfall-09",
    platforms,
    holds: "buckets, registry and vault are emptied where the lifecycle says so, and only there",
    check: (plan) => {
      const { emptyOnDestroy } = presetsOf(plan).lifecycle;
      return [
        ...unlike(plan, "aws:s3/bucket:Bucket", ["forceDestroy"], emptyOnDestroy),
        ...unlike(plan, "aws:ecr/repository:Repository", ["forceDelete"], emptyOnDestroy),
        ...unlike(plan, "aws:backup/vault:Vault", ["forceDestroy"], emptyOnDestroy),
      ];
    },
  },
  {
    id: "pitfall-16",
    platforms,
    holds: "deletion protection is said outright, and follows the lifecycle",
    check: (plan) => {
      const { protectData } = presetsOf(plan).lifecycle;
      return [
        ...unlike(plan, database()[0], ["deletionProtection"], protectData),
        ...unlike(plan, "aws:lb/loadBalancer:LoadBalancer", ["enableDeletionProtection"], protectData),
      ];
    },
  },
  {
    id: "what-is-protected",
    platforms,
    holds: "in production nothing that holds data or opens it can be deleted or replaced",
    check: (plan) => {
      const { protectData } = presetsOf(plan).lifecycle;
      const kept = [
        ...every(plan, database()[0]),
        ...every(plan, "aws:efs/fileSystem:FileSystem"),
        ...every(plan, "random:index/randomPassword:RandomPassword"),
        only(plan, "aws:s3/bucket:Bucket", "backups"),
        ...every(plan, "aws:backup/vault:Vault"),
      ];
      return kept.filter(({ protect }) => protect !== protectData).map(({ urn }) => urn);
    },
  },
  {
    id: "encrypted-at-rest",
    platforms,
    holds: "everything that is kept is encrypted",
    check: (plan) => {
      const buckets = every(plan, "aws:s3/bucket:Bucket").map(({ name }) => name);
      const encrypted = every(
        plan,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      ).map(({ name }) => name);
      return [
        ...unlike(plan, database()[0], ["storageEncrypted"], true),
        ...unlike(plan, "aws:efs/fileSystem:FileSystem", ["encrypted"], true),
        ...unlike(plan, "aws:elasticache/replicationGroup:ReplicationGroup", ["atRestEncryptionEnabled"], true),
        ...buckets.filter((name) => !encrypted.includes(name)).map((name) => `bucket ${name}`),
        ...every(plan, "aws:sns/topic:Topic")
          .filter((topic) => at(topic, "kmsMasterKeyId") === undefined)
          .map(({ name }) => `topic ${name}`),
      ];
    },
  },
  {
    id: "encrypted-in-transit",
    platforms,
    holds:
      "database, cache and buckets refuse whoever comes without TLS, and the load balancer speaks it with every target",
    check: (plan) => {
      const parameters = at(only(plan, "aws:rds/parameterGroup:ParameterGroup", "database"), "parameters") as Record<
        string,
        unknown
      >[];
      const buckets = every(plan, "aws:s3/bucket:Bucket");
      const closed = every(plan, "aws:s3/bucketPolicy:BucketPolicy").filter((policy) =>
        JSON.stringify(at(policy, "policy")).includes('"aws:SecureTransport":"false"'),
      );
      const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
      return [
        ...(parameters.some(({ name, value }) => name === "rds.force_ssl" && value === "1") ? [] : ["database"]),
        ...unlike(plan, cache, ["transitEncryptionEnabled"], true),
        ...unlike(plan, cache, ["transitEncryptionMode"], "required"),
        ...(closed.length === buckets.length ? [] : [`${closed.length} of ${buckets.length} buckets`]),
        ...unlike(plan, "aws:lb/targetGroup:TargetGroup", ["protocol"], "HTTPS"),
        ...unlike(plan, "aws:lb/targetGroup:TargetGroup", ["healthCheck", "protocol"], "HTTPS"),
      ];
    },
  },
  {
    id: "pitfall-26",
    platforms,
    holds: "passwords and addresses with passwords are secrets in the state too, and the cache asks for its own",
    check: (plan) => [
      ...unlike(plan, "aws:secretsmanager/secretVersion:SecretVersion", ["secretString"], "<secret>"),
      ...unlike(plan, database()[0], ["password"], "<secret>"),
      ...unlike(plan, "aws:elasticache/replicationGroup:ReplicationGroup", ["authToken"], "<secret>"),
    ],
  },
  {
    id: "standby",
    platforms,
    holds: "database and cache have a standby in another zone where the size says so",
    check: (plan) => {
      const { size } = presetsOf(plan);
      const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
      return [
        ...unlike(plan, database()[0], ["multiAz"], size.database.standby),
        ...unlike(plan, cache, ["numCacheClusters"], size.cache.standby ? 2 : 1),
        ...unlike(plan, cache, ["automaticFailoverEnabled"], size.cache.standby),
        ...unlike(plan, cache, ["multiAzEnabled"], size.cache.standby),
      ];
    },
  },
  {
    id: "recovery-point",
    platforms,
    holds:
      "less than 15 minutes can be lost: the database goes back to any second, and database and files are copied in time",
    check: (plan) => {
      const { pointInTimeDays, backups } = presetsOf(plan).lifecycle;
      const schedule = only(plan, "aws:scheduler/schedule:Schedule", "backup");
      const minutes = Number(/^rate\((\d+) minutes\)$/.exec(String(at(schedule, "scheduleExpression")))?.[1]);
      return [
        ...(pointInTimeDays >= 1 ? [] : ["point-in-time restore is off"]),
        ...unlike(plan, database()[0], ["backupRetentionPeriod"], pointInTimeDays),
        ...(minutes < 15 && minutes === backups.everyMinutes ? [] : [`every ${minutes} minutes`]),
      ];
    },
  },
  {
    id: "backups-are-proven",
    platforms,
    holds: "a backup is restored each day, and somebody hears when none was made in time or none could be restored",
    check: (plan) => {
      const alarm = (name: string) => only(plan, "aws:cloudwatch/metricAlarm:MetricAlarm", name);
      const daily = at(only(plan, "aws:scheduler/schedule:Schedule", "restore-test"), "scheduleExpression");
      const silent = ["backup-old", "backup-unproven"].filter(
        (name) => at(alarm(name), "treatMissingData") !== "breaching",
      );
      return [...(daily === "rate(1 days)" ? [] : [`restored ${daily}`]), ...silent.map((name) => `${name} sleeps`)];
    },
  },
  {
    id: "backups-are-kept",
    platforms,
    holds:
      "the bucket keeps what is deleted, in production under a lock, and the vault keeps each tier that the lifecycle names",
    check: (plan) => {
      const { objectLockDays, backups } = presetsOf(plan).lifecycle;
      const lock = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
      const locks = plan.resources.filter(({ type }) => type === lock);
      const days = locks.map((resource) => at(resource, "rule", "defaultRetention", "days"));
      const rules = at(only(plan, "aws:backup/plan:Plan", "files"), "rules") as Record<string, unknown>[];
      const tiers = Object.entries(backups.keep)
        .filter(([, count]) => count > 0)
        .map(([name]) => name);
      const versioning = only(plan, "aws:s3/bucketVersioning:BucketVersioning", "backups");
      return [
        ...(at(versioning, "versioningConfiguration", "status") === "Enabled" ? [] : ["no versions"]),
        ...(JSON.stringify(days) === JSON.stringify(objectLockDays > 0 ? [objectLockDays] : [])
          ? []
          : [`lock ${days}`]),
        ...(JSON.stringify(rules.map(({ ruleName }) => ruleName)) === JSON.stringify(tiers) ? [] : ["tiers differ"]),
        ...(upstream(plan, only(plan, "aws:backup/selection:Selection", "files")).size > 0 ? [] : ["nothing selected"]),
      ];
    },
  },
];
