import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "./contract.ts";
import { timing } from "./presets.ts";
import { signInEnvironment } from "./signing-in.ts";

/** What a replica needs to know that only the platform knows. */
export interface AppConnections {
  /** The chat's address as people type it, `https://…`. */
  publicUrl: pulumi.Input<string>;
  filesUrl: pulumi.Input<string>;
}

/** What a replica needs to know that must not be read by anyone else: values, or references to where the platform keeps them. */
export interface AppSecrets<T> {
  databaseUrl: T;
  /** Absent where there is no Redis: the app then uses PostgreSQL for the bus, presence and rate limits. */
  cacheUrl?: T;
  /** Signs what the app hands out, and keeps it valid over restarts. */
  secretKey: T;
  /** Those that the stack file gives, by the variable that the app reads each from. */
  given: Record<string, T>;
}

/** The app's plain environment variables, the same on every platform; app/src/config.ts reads them. */
export const appEnvironment = (spec: Spec, { publicUrl, filesUrl }: AppConnections) => ({
  NODE_ENV: "production",
  CAMPFIRE_PUBLIC_URL: publicUrl,
  CAMPFIRE_FILES_URL: filesUrl,
  CAMPFIRE_LOG_LEVEL: spec.settings.logLevel,
  CAMPFIRE_DB_MAX_CONNECTIONS: String(spec.size.database.connectionsPerReplica),
  CAMPFIRE_WEBSOCKET_PING_INTERVAL: String(timing.ping),
  CAMPFIRE_SHUTDOWN_TIMEOUT: String(timing.drain),
  CAMPFIRE_TRUST_PROXY: "true",
  CAMPFIRE_FORCE_HTTPS: "true",
  ...signInEnvironment(spec.settings),
  ...spec.settings.variables,
});

/** The app's secret environment variables: by value or by reference, as the platform hands secrets over. */
export const appSecretEnvironment = <T>({
  databaseUrl,
  cacheUrl,
  secretKey,
  given,
}: AppSecrets<T>): Record<string, T> => ({
  CAMPFIRE_DATABASE_URL: databaseUrl,
  ...(cacheUrl === undefined ? {} : { CAMPFIRE_REDIS_URL: cacheUrl }),
  CAMPFIRE_SECRET_KEY: secretKey,
  ...given,
});
