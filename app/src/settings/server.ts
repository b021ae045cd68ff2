import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { ConfigReader } from "../config-values.ts";
import { readFilesLocation } from "../files/location.ts";
import {
  readBus,
  readDatabaseUrl,
  readLogFormat,
  readOrigins,
  readPublicUrl,
  readRedisUrl,
  readTrustProxy,
} from "./server-values.ts";
import { choice, custom, flag, integer, secret } from "./variable.ts";

const EVERYWHERE = ["serve", "migrate", "backups", "people"] as const;
const SERVER = ["serve", "people"] as const;

/** What a replica, and what works beside one, is told. */
export const serverVariables = {
  databaseUrl: custom({
    name: "CAMPFIRE_DATABASE_URL",
    type: "`postgres://…`",
    fallback: null,
    does: "the database that all replicas share",
    readBy: EVERYWHERE,
    read: readDatabaseUrl,
  }),
  databaseConnections: integer("CAMPFIRE_DB_MAX_CONNECTIONS", {
    fallback: 20,
    min: 2,
    max: 1000,
    does: "the size of a replica's connection pool",
    readBy: EVERYWHERE,
  }),
  databaseTimeout: integer("CAMPFIRE_DB_TIMEOUT", {
    fallback: 30,
    min: 1,
    max: 3600,
    does: "seconds that a statement may take",
    readBy: EVERYWHERE,
  }),
  files: custom({
    name: "CAMPFIRE_FILES_URL",
    type: "`file:///…` or `s3://BUCKET/PREFIX?region=…&endpoint=…&forcePathStyle=…`",
    fallback: null,
    does: "where attachments are kept: a folder that all replicas share, or a bucket",
    readBy: ["serve", "backups", "people"],
    read: readFilesLocation,
  }),
  secretKey: secret("CAMPFIRE_SECRET_KEY", {
    does: "signs sessions, the same in all replicas; changing it signs everybody out",
    readBy: SERVER,
    remedy: "Set a random one: openssl rand -hex 32.",
  }),
  host: custom({
    name: "CAMPFIRE_HOST",
    type: "address",
    fallback: "127.0.0.1",
    does: "where to listen",
    readBy: ["serve", "backups"],
    read: (reader: ConfigReader) => reader.raw("CAMPFIRE_HOST") ?? "127.0.0.1",
  }),
  port: integer("CAMPFIRE_PORT", {
    fallback: 3000,
    min: 0,
    max: 65_535,
    does: "where to listen; 0 takes a free one",
    readBy: ["serve", "backups"],
  }),
  publicUrl: custom({
    name: "CAMPFIRE_PUBLIC_URL",
    type: "`http://…` or `https://…`, without a path",
    fallback: "http://localhost:PORT",
    does: "what people open; with `https` cookies are `Secure` and HSTS is sent",
    readBy: SERVER,
    read: readPublicUrl,
  }),
  redisUrl: custom({
    name: "CAMPFIRE_REDIS_URL",
    type: "`redis://…` or `rediss://…`",
    fallback: "none",
    does: "sessions, limits, presence and the bus; without it PostgreSQL has them",
    readBy: SERVER,
    read: readRedisUrl,
  }),
  bus: custom({
    name: "CAMPFIRE_BUS",
    type: "`redis`, `postgres`, `memory`",
    fallback: "redis where there is one, else postgres",
    does: "how replicas tell each other: Redis, LISTEN/NOTIFY, or not at all (a single replica)",
    readBy: SERVER,
    read: readBus,
  }),
  trustProxy: custom({
    name: "CAMPFIRE_TRUST_PROXY",
    type: "`true` (one proxy), `false`, how many, or their addresses",
    fallback: "false",
    does: "whose `X-Forwarded-*` headers are believed",
    readBy: SERVER,
    read: readTrustProxy,
  }),
  forceHttps: flag("CAMPFIRE_FORCE_HTTPS", {
    fallback: false,
    does: "leads plain HTTP to HTTPS, but for health checks and metrics",
    readBy: SERVER,
  }),
  corsOrigins: custom({
    name: "CAMPFIRE_CORS_ORIGINS",
    type: "origins, by commas",
    fallback: "none",
    does: "other origins that may use the API",
    readBy: SERVER,
    read: readOrigins,
  }),
  sessionHours: integer("CAMPFIRE_SESSION_EXPIRY_HOURS", {
    fallback: 720,
    min: 1,
    max: 87_600,
    does: "hours of not being used after which a session ends",
    readBy: SERVER,
  }),
  sessionTokenBytes: integer("CAMPFIRE_SESSION_TOKEN_LENGTH", {
    fallback: 32,
    min: 16,
    max: 64,
    does: "random bytes of a new session's token",
    readBy: SERVER,
  }),
  requestsPerMinute: integer("CAMPFIRE_RATE_LIMIT_RPM", {
    fallback: 120,
    min: 1,
    max: 1_000_000,
    does: "API calls a minute of a user, or of an address that isn't signed in; of a bot ten times as many; without Redis in each replica",
    readBy: SERVER,
  }),
  requestTimeout: integer("CAMPFIRE_REQUEST_TIMEOUT", {
    fallback: 30,
    min: 1,
    max: 3600,
    does: "seconds that a request may take, and an upload or, if it is more than 30, a download be silent; as a whole those may take as long as 64 KiB a second need",
    readBy: SERVER,
  }),
  maxRequestBytes: integer("CAMPFIRE_MAX_REQUEST_SIZE", {
    fallback: 16_777_216,
    min: 65_536,
    max: 10_737_418_240,
    does: "bytes of a body, and so of an attachment (JSON: at most 128 KiB)",
    readBy: SERVER,
  }),
  maxConcurrentRequests: integer("CAMPFIRE_MAX_CONCURRENT_REQUESTS", {
    fallback: 1000,
    min: 1,
    max: 100_000,
    does: "requests that a replica serves at the same time; more are told to try again in a second",
    readBy: SERVER,
  }),
  pingSeconds: integer("CAMPFIRE_WEBSOCKET_PING_INTERVAL", {
    fallback: 30,
    min: 1,
    max: 300,
    does: "seconds between pings; the ingress must allow three times as much silence",
    readBy: SERVER,
  }),
  shutdownTimeout: integer("CAMPFIRE_SHUTDOWN_TIMEOUT", {
    fallback: 30,
    min: 1,
    max: 3600,
    does: "seconds to stop in: a twentieth (3 s at most) to be noticed as unready, 40 % to send clients elsewhere, the rest to finish",
    readBy: ["serve", "backups", "people"],
  }),
  instanceId: custom({
    name: "CAMPFIRE_INSTANCE_ID",
    type: "name",
    fallback: "host name and random",
    does: "tells replicas apart",
    readBy: SERVER,
    read: (reader: ConfigReader) =>
      reader.raw("CAMPFIRE_INSTANCE_ID") ?? `${hostname()}-${randomBytes(4).toString("hex")}`,
  }),
  logLevel: choice("CAMPFIRE_LOG_LEVEL", {
    choices: ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
    fallback: "info",
    does: "the least that is logged",
    readBy: EVERYWHERE,
  }),
  logFormat: custom({
    name: "CAMPFIRE_LOG_FORMAT",
    type: "`json`, `text`",
    fallback: "json",
    does: "`text` is for people",
    readBy: EVERYWHERE,
    read: readLogFormat,
  }),
  logStructured: flag("CAMPFIRE_LOG_STRUCTURED", {
    fallback: true,
    does: "`false` says `CAMPFIRE_LOG_FORMAT=text` in other words",
    readBy: EVERYWHERE,
  }),
  traceRequests: flag("CAMPFIRE_TRACE_REQUESTS", {
    fallback: false,
    does: "logs every request; failed ones always are",
    readBy: SERVER,
  }),
  metrics: flag("CAMPFIRE_METRICS_ENABLED", {
    fallback: true,
    does: "serves `/metrics`, which the ingress keeps inside",
    readBy: SERVER,
  }),
  webhookAllowPrivate: flag("CAMPFIRE_WEBHOOK_ALLOW_PRIVATE", {
    fallback: false,
    does: "lets webhooks call private, loopback and link-local addresses",
    readBy: SERVER,
  }),
};
