import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import * as rds from "@pulumi/aws/rds/index.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random/randomId.js";
import { componentOf } from "../component.ts";
import type { Database, Spec } from "../contract.ts";
import { securityGroup } from "./firewall.ts";
import { regionOf, tagsOf } from "./names.ts";
import type { AwsNetwork } from "./network.ts";
import { type KeptSecret, keep } from "./secret.ts";
import type { AwsSecrets } from "./secrets.ts";
import { awsSize, databaseConnections } from "./sizing.ts";
import { authorities } from "./trust.ts";

export interface AwsDatabase extends Database {
  /** The address with its password, as the tasks get it. */
  secret: KeptSecret;
  securityGroupId: pulumi.Output<string>;
  identifier: pulumi.Output<string>;
}

interface Needs {
  network: AwsNetwork;
  secrets: AwsSecrets;
}

const port = 5432;

/** PostgreSQL on RDS: private, TLS only, restorable to any second, with a standby in another zone from medium on. */
export function database(spec: Spec, { network, secrets }: Needs): AwsDatabase {
  const parent = componentOf("aws", "database");
  const tags = tagsOf(spec, "database");
  const { databaseClass } = awsSize(spec);
  const { storageGiB, standby } = spec.size.database;
  const { protectData, finalSnapshot, emptyOnDestroy, pointInTimeDays, logRetentionDays } = spec.lifecycle;

  const group = securityGroup("database", { spec, part: "database", vpcId: network.vpcId, parent });
  const subnets = new rds.SubnetGroup("database", { subnetIds: network.dataSubnets, tags }, { parent });
  const parameters = new rds.ParameterGroup(
    "database",
    { family: "postgres18", parameters: serverParameters(spec), tags },
    { parent },
  );
  // Of a stack's life: the name of its last snapshot is never that of an earlier one (pitfall 7).
  const identifier = pulumi.interpolate`campfire-${new RandomId("database", { byteLength: 6 }, { parent }).hex}`;
  const logs = ["postgresql", "upgrade"].map(
    // Made here, since a log group that RDS makes keeps its logs for ever.
    (log) =>
      new cloudwatch.LogGroup(
        `database-${log}`,
        { name: pulumi.interpolate`/aws/rds/instance/${identifier}/${log}`, retentionInDays: logRetentionDays, tags },
        { parent },
      ),
  );

  const instance = new rds.Instance(
    "database",
    {
      identifier,
      engine: "postgres",
      engineVersion: "18",
      autoMinorVersionUpgrade: true,
      instanceClass: databaseClass,
      // A change of size is asked for by somebody who waits for it; a standby makes it a matter of a minute.
      applyImmediately: true,
      multiAz: standby,
      storageType: "gp3",
      allocatedStorage: storageGiB,
      // RDS adds storage by itself, and the provider then leaves allocatedStorage alone: it can't shrink.
      maxAllocatedStorage: storageGiB * 10,
      storageEncrypted: true,
      dbName: "campfire",
      username: "campfire",
      password: secrets.databasePassword,
      port,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [group.id],
      publiclyAccessible: false,
      parameterGroupName: parameters.name,
      caCertIdentifier: authorities.database,
      backupRetentionPeriod: pointInTimeDays,
      // Quiet hours in most of the Americas and Europe, and not both at once.
      backupWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:30-sun:05:30",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: emptyOnDestroy,
      deletionProtection: protectData,
      skipFinalSnapshot: !finalSnapshot,
      finalSnapshotIdentifier: finalSnapshot ? pulumi.interpolate`${identifier}-final` : undefined,
      performanceInsightsEnabled: true,
      // Seven days, which cost nothing.
      performanceInsightsRetentionPeriod: 7,
      databaseInsightsMode: "standard",
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      tags,
    },
    { parent, protect: protectData, dependsOn: logs },
  );

  const trust = `sslmode=verify-full&sslrootcert=${authorities.file}`;
  const url = pulumi.secret(
    pulumi.interpolate`postgres://campfire:${secrets.databasePassword}@${instance.address}:${port}/campfire?${trust}`,
  );
  const secret = keep("database-url", { spec, part: "database", value: url, parent });
  return {
    summary: `PostgreSQL 18 on ${databaseClass}${standby ? ", with a standby" : ""}`,
    url,
    endpoint: instance.endpoint,
    secret,
    securityGroupId: group.id,
    identifier,
    commands: {
      "read the database's address and password": pulumi.interpolate`aws secretsmanager get-secret-value --region ${regionOf()} --secret-id ${secret.arn} --query SecretString --output text`,
      // Without its groups, RDS would put the restored one into the account's default network, with default parameters.
      "restore the database to a moment": pulumi.interpolate`aws rds restore-db-instance-to-point-in-time --region ${regionOf()} --source-db-instance-identifier ${identifier} --target-db-instance-identifier ${identifier}-restored --db-subnet-group-name ${subnets.name} --vpc-security-group-ids ${group.id} --db-parameter-group-name ${parameters.name} ${standby ? "--multi-az" : "--no-multi-az"} ${protectData ? "--deletion-protection" : "--no-deletion-protection"} --restore-time YYYY-MM-DDTHH:MM:SSZ`,
    },
  };
}

/** The deployment guide's PostgreSQL settings, as far as RDS does not set them by the memory of the class. */
function serverParameters(spec: Spec) {
  const dynamic = {
    "rds.force_ssl": "1",
    log_min_duration_statement: "1000",
    checkpoint_completion_target: "0.9",
    random_page_cost: "1.1",
  };
  return [
    ...Object.entries(dynamic).map(([name, value]) => ({ name, value, applyMethod: "immediate" })),
    // Static: takes effect when the instance is restarted, as a change of class does anyway.
    { name: "max_connections", value: String(databaseConnections(spec)), applyMethod: "pending-reboot" },
  ];
}
