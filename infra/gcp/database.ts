import * as sql from "@pulumi/gcp/sql/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Database, Spec } from "../contract.ts";
import { privateEndpoint } from "./endpoint.ts";
import type { GcpNetwork } from "./network.ts";
import { consoleLink, labels, projectId, region } from "./project.ts";
import { keepSecret, type SecretReference } from "./secret.ts";
import type { GcpSecrets } from "./secrets.ts";
import { gcpSize } from "./sizing.ts";

export interface GcpDatabase extends Database {
  instance: sql.DatabaseInstance;
  /** The name in the server's certificate, without a dot at the end: what a client connects to and verifies. */
  host: pulumi.Output<string>;
  /** `postgres://…`, kept as a secret. */
  secret: SecretReference;
  /** The authority that signed the server's certificate, PEM. Public, but a secret is what a container gets as a file. */
  authority: SecretReference;
  /** What has to be there before anything connects. */
  ready: pulumi.Resource[];
}

interface Needs {
  network: GcpNetwork;
  secrets: GcpSecrets;
}

/** Where every container that connects finds the authority (containers.ts mounts it). */
export const databaseAuthorityFile = "/etc/campfire/database/ca.pem";

const port = 5432;

/** Cloud SQL for PostgreSQL, reached through an endpoint in the stack's network: it has no address of its own, public or peered. */
export function database(spec: Spec, { network, secrets }: Needs): GcpDatabase {
  const parent = componentOf("gcp", "database");
  const { protectData } = spec.lifecycle;
  const instance = new sql.DatabaseInstance(
    "database",
    {
      databaseVersion: "POSTGRES_18",
      region: region(),
      deletionProtection: protectData,
      settings: instanceSettings(spec),
    },
    // The disk grows by itself; a later `up` must not want it back at the size it began with.
    { parent, protect: protectData, ignoreChanges: ["settings.diskSize"] },
  );

  const endpoint = privateEndpoint("database", { spec, network, instance, port }, parent);
  const schema = new sql.Database(
    "campfire",
    { instance: instance.name, name: "campfire", ...leftToInstance },
    { parent },
  );
  const user = new sql.User(
    "campfire",
    { instance: instance.name, name: "campfire", password: secrets.databasePassword, ...leftToInstance },
    { parent },
  );

  const place = { spec, part: "database", parent } as const;
  const address = pulumi.interpolate`${endpoint.host}:${port}/${schema.name}`;
  const url = pulumi.interpolate`postgres://${user.name}:${secrets.databasePassword}@${address}?sslmode=verify-full&sslrootcert=${databaseAuthorityFile}`;
  const secret = keepSecret("database-url", url, place);
  const certificates = instance.serverCaCerts.apply((all) => all.map(({ cert }) => cert.trim()).join("\n"));
  const authority = keepSecret("database-authority", certificates, place);

  return {
    summary: pulumi.interpolate`Cloud SQL PostgreSQL 18, ${gcpSize(spec).database}${spec.size.database.standby ? " with a standby in another zone" : ""}: ${instance.name}`,
    url: pulumi.interpolate`secret ${secret.secret}, version ${secret.version}`,
    endpoint: pulumi.interpolate`${endpoint.host}:${port}`,
    instance,
    host: endpoint.host,
    secret,
    authority,
    ready: [endpoint.resource, schema, user],
    commands: {
      "look into the database (Cloud SQL Studio)": consoleLink(
        pulumi.interpolate`sql/instances/${instance.name}/studio`,
      ),
      "restore the database to a moment, as a new instance": pulumi.interpolate`gcloud sql instances clone ${instance.name} NEW_NAME --point-in-time=YYYY-MM-DDTHH:MM:SSZ --project=${projectId()}`,
    },
  };
}

/** A role that owns tables can't be dropped through the API; both go with the instance. */
export const leftToInstance = { deletionPolicy: "ABANDON" };

/** The edition Enterprise keeps the write-ahead log for at most so many days. */
const mostLogDays = 7;

/** Days of which the database can be restored to any moment. */
export const logDays = ({ lifecycle }: Spec) => Math.min(mostLogDays, lifecycle.pointInTimeDays);

function instanceSettings(spec: Spec) {
  const { database: tier, databaseConnections, queryPlansPerMinute } = gcpSize(spec);
  const { protectData, finalSnapshot, backups } = spec.lifecycle;
  return {
    tier,
    // Unset it would be ENTERPRISE_PLUS, which sells none of our tiers.
    edition: "ENTERPRISE",
    availabilityType: spec.size.database.standby ? "REGIONAL" : "ZONAL",
    diskType: "PD_SSD",
    diskSize: spec.size.database.storageGiB,
    diskAutoresize: true,
    userLabels: labels(spec, "database"),
    // Unlike `deletionProtection`, this one also holds in the console and in gcloud (pitfall 16).
    deletionProtectionEnabled: protectData,
    retainBackupsOnDelete: finalSnapshot,
    finalBackupConfig: finalSnapshot ? { enabled: true, retentionDays: 30 } : { enabled: false },
    ipConfiguration: {
      ipv4Enabled: false,
      pscConfigs: [{ pscEnabled: true, allowedConsumerProjects: [projectId()] }],
      sslMode: "ENCRYPTED_ONLY",
      // Only certificates of this authority bear the instance's DNS name, which a client can verify.
      serverCaMode: "GOOGLE_MANAGED_CAS_CA",
    },
    backupConfiguration: {
      enabled: true,
      startTime: "02:00",
      pointInTimeRecoveryEnabled: true,
      transactionLogRetentionDays: logDays(spec),
      backupRetentionSettings: {
        retentionUnit: "COUNT",
        // A point in time is reached from the daily backup before it.
        retainedBackups: Math.max(backups.keep.daily, logDays(spec) + 1),
      },
    },
    // Sunday, 03:00 UTC: the guide's weekly maintenance.
    maintenanceWindow: { day: 7, hour: 3, updateTrack: "stable" },
    insightsConfig: { queryInsightsEnabled: queryPlansPerMinute > 0, queryPlansPerMinute },
    databaseFlags: Object.entries(serverOptions(databaseConnections)).map(([name, value]) => ({ name, value })),
  };
}

/** The deployment guide's PostgreSQL settings, of those that Cloud SQL lets be set. */
const serverOptions = (connections: number) => ({
  max_connections: String(connections),
  random_page_cost: "1.1",
  log_min_duration_statement: "1000",
  log_checkpoints: "on",
  log_lock_waits: "on",
  log_temp_files: "0",
});
