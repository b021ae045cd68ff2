import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Every image that is not ours: repository and exact version, once for all platforms. `npm run pin-images` looks each up in its registry and
 * writes the digest that it has now into images.lock.json; from then on that very image runs, whatever the tag comes to mean.
 */
export const images = {
  alertmanager: "quay.io/prometheus/alertmanager:v0.34.2",
  caddy: "docker.io/library/caddy:2.11.9-alpine",
  cnpgPostgres: "ghcr.io/cloudnative-pg/postgresql:18.6-standard-trixie",
  /** Reads an instance's metrics for Managed Service for Prometheus, beside the app on Cloud Run. */
  gmpCollector: "us-docker.pkg.dev/cloud-ops-agents-artifacts/cloud-run-gmp-sidecar/cloud-run-gmp-sidecar:1.2.0",
  /** Answers Grafana's PromQL from Managed Service for Prometheus, with the identity of the machine. */
  gmpFrontend: "gke.gcr.io/prometheus-engine/frontend:v0.15.3-gke.0",
  grafana: "docker.io/grafana/grafana:12.4.4",
  /** Runs the app, and builds it: app/Dockerfile names the same. */
  node: "docker.io/library/node:24.21.0-trixie-slim",
  nodeExporter: "quay.io/prometheus/node-exporter:v1.12.1",
  postgres: "docker.io/library/postgres:18.6-trixie",
  postgresExporter: "quay.io/prometheuscommunity/postgres-exporter:v0.19.1",
  prometheus: "quay.io/prometheus/prometheus:v3.16.0",
  /** Copies backups to Azure Blob Storage and gets them back. */
  rclone: "docker.io/rclone/rclone:1.71.2",
  valkey: "docker.io/valkey/valkey:9.1.1-alpine",
  valkeyExporter: "docker.io/oliver006/redis_exporter:v1.88.0",
} as const;

export type ImageName = keyof typeof images;
export const imageNames = Object.keys(images) as ImageName[];

export const lockFile = join(import.meta.dirname, "images.lock.json");

/** Image with its version → its digest, `sha256:…`: what pin-images wrote, and nobody else. */
export type ImageLock = Readonly<Record<string, string>>;
export const readLock = (file = lockFile): ImageLock => JSON.parse(readFileSync(file, "utf8")) as ImageLock;

/** `repository:version@sha256:…` once it is locked, else `repository:version`. */
export function imageReference(name: ImageName, lock = readLock()): string {
  const image = images[name];
  const digest = lock[image];
  return digest === undefined ? image : `${image}@${digest}`;
}

/** Those of a platform's images that run whatever their tag means today. */
export const unlockedImages = (names: readonly ImageName[], lock = readLock()): string[] =>
  names.map((name) => images[name]).filter((image) => lock[image] === undefined);
