import { auditVariables } from "./audit/config.ts";
import { backupVariables, type Keep } from "./backups/variables.ts";
import { ConfigError, ConfigReader } from "./config-values.ts";
import { type EntranceConfig, readEntrance } from "./entrance/config.ts";
import type { FilesLocation } from "./files/location.ts";
import { type MailConfig, readMail } from "./mail/config.ts";
import { type PreviewConfig, readPreviewConfig } from "./previews/config.ts";
import { type PushConfig, readPushConfig } from "./push/config.ts";
import { serverVariables } from "./settings/server.ts";
import { refuseUnsupported } from "./settings/table.ts";
import { readSignIn, type SignInConfig } from "./single-sign-on/config.ts";

/** Times are in seconds unless the name says otherwise. */
export interface DatabaseConfig {
  url: string;
  maxConnections: number;
  timeout: number;
}

export interface LogConfig {
  level: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  format: "json" | "text";
}

export interface ServeConfig {
  host: string;
  port: number;
  publicUrl: URL;
  database: DatabaseConfig;
  redisUrl: string | null;
  bus: "redis" | "postgres" | "memory";
  files: FilesLocation;
  secretKey: string;
  log: LogConfig;
  shutdownTimeout: number;
  requestTimeout: number;
  maxRequestBytes: number;
  maxConcurrentRequests: number;
  sessionHours: number;
  sessionTokenBytes: number;
  /** How many proxies in front are trusted, or which addresses; false trusts none. */
  trustProxy: false | number | string[];
  forceHttps: boolean;
  entrance: EntranceConfig;
  corsOrigins: string[];
  requestsPerMinute: number;
  pingSeconds: number;
  instanceId: string;
  metrics: boolean;
  traceRequests: boolean;
  /** Whether webhooks may call private, loopback and link-local addresses. */
  webhookAllowPrivate: boolean;
  push: PushConfig;
  previews: PreviewConfig;
  /** Whether traces are sent, as OpenTelemetry's own variables say where to. */
  sendTraces: boolean;
  signIn: SignInConfig;
  mail: MailConfig | null;
  /** How long the audit log is kept. */
  auditDays: number;
}

export interface BackupConfig {
  host: string;
  port: number;
  database: DatabaseConfig;
  files: FilesLocation;
  folder: string;
  key: string;
  everyMinutes: number;
  keep: Keep;
  log: LogConfig;
  shutdownTimeout: number;
}

export interface MigrateConfig {
  database: DatabaseConfig;
  log: LogConfig;
}

export { unknownVariables } from "./settings/table.ts";

/** Settings of `campfire serve`, and of what people run beside it; throws a ConfigError that names everything that is wrong. */
export function readServeConfig(env: NodeJS.ProcessEnv): ServeConfig {
  const reader = new ConfigReader(env);
  const server = serverVariables;
  const publicUrl = server.publicUrl.read(reader);
  return checked(reader, {
    host: server.host.read(reader),
    port: server.port.read(reader),
    publicUrl,
    database: readDatabase(reader),
    redisUrl: server.redisUrl.read(reader),
    bus: server.bus.read(reader),
    files: server.files.read(reader),
    secretKey: server.secretKey.read(reader),
    log: readLog(reader),
    shutdownTimeout: server.shutdownTimeout.read(reader),
    requestTimeout: server.requestTimeout.read(reader),
    maxRequestBytes: server.maxRequestBytes.read(reader),
    maxConcurrentRequests: server.maxConcurrentRequests.read(reader),
    sessionHours: server.sessionHours.read(reader),
    sessionTokenBytes: server.sessionTokenBytes.read(reader),
    trustProxy: server.trustProxy.read(reader),
    forceHttps: server.forceHttps.read(reader),
    entrance: readEntrance(reader),
    corsOrigins: server.corsOrigins.read(reader),
    requestsPerMinute: server.requestsPerMinute.read(reader),
    pingSeconds: server.pingSeconds.read(reader),
    instanceId: server.instanceId.read(reader),
    metrics: server.metrics.read(reader),
    traceRequests: server.traceRequests.read(reader),
    webhookAllowPrivate: server.webhookAllowPrivate.read(reader),
    push: readPushConfig(reader, publicUrl),
    previews: readPreviewConfig(reader),
    sendTraces: reader.raw("OTEL_EXPORTER_OTLP_ENDPOINT") !== undefined,
    signIn: readSignIn(reader),
    mail: readMail(reader),
    auditDays: auditVariables.days.read(reader),
  });
}

/** Settings of `campfire migrate`. */
export function readMigrateConfig(env: NodeJS.ProcessEnv): MigrateConfig {
  const reader = new ConfigReader(env);
  return checked(reader, { database: readDatabase(reader), log: readLog(reader) });
}

/** Settings of the backup commands. */
export function readBackupConfig(env: NodeJS.ProcessEnv): BackupConfig {
  const reader = new ConfigReader(env);
  const { host, port, files, shutdownTimeout } = serverVariables;
  const backups = backupVariables;
  return checked(reader, {
    host: host.read(reader),
    port: port.read(reader),
    database: readDatabase(reader),
    files: files.read(reader),
    folder: backups.folder.read(reader),
    key: backups.key.read(reader),
    everyMinutes: backups.everyMinutes.read(reader),
    keep: backups.keep.read(reader),
    log: readLog(reader),
    shutdownTimeout: shutdownTimeout.read(reader),
  });
}

function checked<T>(reader: ConfigReader, config: T): T {
  refuseUnsupported(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

function readLog(reader: ConfigReader): LogConfig {
  return { level: serverVariables.logLevel.read(reader), format: serverVariables.logFormat.read(reader) };
}

function readDatabase(reader: ConfigReader): DatabaseConfig {
  const { databaseUrl, databaseConnections, databaseTimeout } = serverVariables;
  return {
    url: databaseUrl.read(reader),
    maxConnections: databaseConnections.read(reader),
    timeout: databaseTimeout.read(reader),
  };
}
