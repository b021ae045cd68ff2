import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { ConfigError, ConfigReader } from "./config-values.ts";
import { type FilesLocation, readFilesLocation } from "./files/location.ts";

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
  sessionHours: number;
  /** How many proxies in front are trusted, or which addresses; false trusts none. */
  trustProxy: false | number | string[];
  forceHttps: boolean;
  corsOrigins: string[];
  requestsPerMinute: number;
  pingSeconds: number;
  instanceId: string;
  metrics: boolean;
  traceRequests: boolean;
  /** Whether webhooks may call private, loopback and link-local addresses. */
  webhookAllowPrivate: boolean;
  /** Whether traces are sent, as OpenTelemetry's own variables say where to. */
  sendTraces: boolean;
}

/** How many of the last hours, days, weeks and months (of 30 days) keep one backup each. */
export interface Keep {
  hourly: number;
  daily: number;
  weekly: number;
  monthly: number;
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

const VARIABLES = new Set(
  `HOST PORT PUBLIC_URL DATABASE_URL DB_MAX_CONNECTIONS DB_TIMEOUT REDIS_URL BUS FILES_URL SECRET_KEY LOG_LEVEL LOG_FORMAT
  SHUTDOWN_TIMEOUT REQUEST_TIMEOUT MAX_REQUEST_SIZE SESSION_EXPIRY_HOURS TRUST_PROXY FORCE_HTTPS CORS_ORIGINS RATE_LIMIT_RPM
  WEBSOCKET_PING_INTERVAL INSTANCE_ID METRICS_ENABLED TRACE_REQUESTS BACKUP_DIR BACKUP_KEY
  BACKUP_EVERY_MINUTES BACKUP_KEEP WEBHOOK_ALLOW_PRIVATE`
    .split(/\s+/)
    .map((name) => `CAMPFIRE_${name}`),
);

/** The CAMPFIRE_* variables that are set but mean nothing here: misspelt, or of another version. */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter((name) => name.startsWith("CAMPFIRE_") && !VARIABLES.has(name));
}

/** Settings of `campfire serve`; throws a ConfigError that names everything that is wrong. */
export function readServeConfig(env: NodeJS.ProcessEnv): ServeConfig {
  const reader = new ConfigReader(env);
  const port = readPort(reader);
  const redisUrl = readRedisUrl(reader);
  const bus = reader.choice("CAMPFIRE_BUS", ["redis", "postgres", "memory"], redisUrl ? "redis" : "postgres");
  if (bus === "redis" && !redisUrl && reader.raw("CAMPFIRE_REDIS_URL") === undefined) {
    reader.fail(
      "config_missing",
      "CAMPFIRE_REDIS_URL",
      "is not set, but CAMPFIRE_BUS is redis.",
      "Set both or neither.",
    );
  }
  return checked(reader, {
    host: readHost(reader),
    port,
    publicUrl: readPublicUrl(reader, port),
    database: readDatabase(reader),
    redisUrl,
    bus,
    files: readFilesLocation(reader),
    secretKey: reader.secret("CAMPFIRE_SECRET_KEY", "Set a random one: openssl rand -hex 32."),
    log: readLog(reader),
    shutdownTimeout: readShutdownTimeout(reader),
    requestTimeout: reader.integer("CAMPFIRE_REQUEST_TIMEOUT", 30, { min: 1, max: 3600 }),
    maxRequestBytes: reader.integer("CAMPFIRE_MAX_REQUEST_SIZE", 16_777_216, { min: 65_536, max: 10_737_418_240 }),
    sessionHours: reader.integer("CAMPFIRE_SESSION_EXPIRY_HOURS", 720, { min: 1, max: 87_600 }),
    trustProxy: readTrustProxy(reader),
    forceHttps: reader.flag("CAMPFIRE_FORCE_HTTPS", false),
    corsOrigins: readOrigins(reader),
    requestsPerMinute: reader.integer("CAMPFIRE_RATE_LIMIT_RPM", 120, { min: 1, max: 1_000_000 }),
    pingSeconds: reader.integer("CAMPFIRE_WEBSOCKET_PING_INTERVAL", 30, { min: 1, max: 300 }),
    instanceId: reader.raw("CAMPFIRE_INSTANCE_ID") ?? `${hostname()}-${randomBytes(4).toString("hex")}`,
    metrics: reader.flag("CAMPFIRE_METRICS_ENABLED", true),
    traceRequests: reader.flag("CAMPFIRE_TRACE_REQUESTS", false),
    webhookAllowPrivate: reader.flag("CAMPFIRE_WEBHOOK_ALLOW_PRIVATE", false),
    sendTraces: reader.raw("OTEL_EXPORTER_OTLP_ENDPOINT") !== undefined,
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
  return checked(reader, {
    host: readHost(reader),
    port: readPort(reader),
    database: readDatabase(reader),
    files: readFilesLocation(reader),
    folder: reader.required("CAMPFIRE_BACKUP_DIR", "Set the folder that backups go to, best on another disk."),
    key: reader.secret("CAMPFIRE_BACKUP_KEY", "Set a random one and keep a copy elsewhere: openssl rand -hex 32."),
    // With 10 minutes in between less than 15 are lost, also when a backup takes a while.
    everyMinutes: reader.integer("CAMPFIRE_BACKUP_EVERY_MINUTES", 10, { min: 1, max: 1440 }),
    keep: readKeep(reader),
    log: readLog(reader),
    shutdownTimeout: readShutdownTimeout(reader),
  });
}

function checked<T>(reader: ConfigReader, config: T): T {
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

const readHost = (reader: ConfigReader) => reader.raw("CAMPFIRE_HOST") ?? "127.0.0.1";
const readPort = (reader: ConfigReader) => reader.integer("CAMPFIRE_PORT", 3000, { min: 0, max: 65_535 });
const readShutdownTimeout = (reader: ConfigReader) =>
  reader.integer("CAMPFIRE_SHUTDOWN_TIMEOUT", 30, { min: 1, max: 3600 });

function readLog(reader: ConfigReader): LogConfig {
  const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
  return {
    level: reader.choice("CAMPFIRE_LOG_LEVEL", levels, "info"),
    format: reader.choice("CAMPFIRE_LOG_FORMAT", ["json", "text"] as const, "json"),
  };
}

function readDatabase(reader: ConfigReader): DatabaseConfig {
  const example = "postgres://campfire:password@127.0.0.1:5432/campfire";
  const url = reader.required("CAMPFIRE_DATABASE_URL", `Set it like ${example}.`);
  if (url !== "") reader.url("CAMPFIRE_DATABASE_URL", url, ["postgres:", "postgresql:"], example);
  return {
    url,
    maxConnections: reader.integer("CAMPFIRE_DB_MAX_CONNECTIONS", 20, { min: 2, max: 1000 }),
    timeout: reader.integer("CAMPFIRE_DB_TIMEOUT", 30, { min: 1, max: 3600 }),
  };
}

function readRedisUrl(reader: ConfigReader): string | null {
  const text = reader.raw("CAMPFIRE_REDIS_URL");
  if (text === undefined) return null;
  return reader.url("CAMPFIRE_REDIS_URL", text, ["redis:", "rediss:"], "redis://127.0.0.1:6379") ? text : null;
}

function readPublicUrl(reader: ConfigReader, port: number): URL {
  const text = reader.raw("CAMPFIRE_PUBLIC_URL") ?? `http://localhost:${port}`;
  const url = reader.url("CAMPFIRE_PUBLIC_URL", text, ["http:", "https:"], "https://chat.example.com");
  if (url && (url.pathname !== "/" || url.search !== "")) {
    reader.fail(
      "config_unsupported",
      "CAMPFIRE_PUBLIC_URL",
      "has a path.",
      "Serve the chat from a host name of its own.",
    );
  }
  return url ?? new URL("http://localhost");
}

function readTrustProxy(reader: ConfigReader): ServeConfig["trustProxy"] {
  const text = reader.raw("CAMPFIRE_TRUST_PROXY") ?? "false";
  if (text === "false") return false;
  // With `true` fastify would believe the left-most address, which any client can forge.
  if (text === "true") return 1;
  if (/^[1-9]$/.test(text)) return Number(text);
  const addresses = text.split(",").map((part) => part.trim());
  if (addresses.every((address) => /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(address))) return addresses;
  const remedy = "Set true (one proxy), how many proxies are in front, or their addresses like 10.0.0.0/8.";
  reader.fail("config_invalid", "CAMPFIRE_TRUST_PROXY", `is "${text}".`, remedy);
  return false;
}

function readOrigins(reader: ConfigReader): string[] {
  const origins = (reader.raw("CAMPFIRE_CORS_ORIGINS") ?? "").split(",").map((part) => part.trim());
  return origins.filter(Boolean).filter((origin) => {
    if (URL.parse(origin)?.origin === origin) return true;
    const remedy = "Set origins such as https://www.example.com, separated by commas, without a path.";
    reader.fail("config_invalid", "CAMPFIRE_CORS_ORIGINS", `holds "${origin}".`, remedy);
    return false;
  });
}

function readKeep(reader: ConfigReader): Keep {
  const keep: Keep = { hourly: 24, daily: 7, weekly: 5, monthly: 12 };
  for (const part of (reader.raw("CAMPFIRE_BACKUP_KEEP") ?? "").split(",").filter(Boolean)) {
    const [, tier, count] = /^\s*(hourly|daily|weekly|monthly)=(\d{1,4})\s*$/.exec(part) ?? [];
    if (tier) keep[tier as keyof Keep] = Number(count);
    else {
      const remedy = "Set it like hourly=24,daily=7,weekly=5,monthly=12.";
      reader.fail("config_invalid", "CAMPFIRE_BACKUP_KEEP", `holds "${part}".`, remedy);
    }
  }
  return keep;
}
