import type { Image, Ingress, Monitoring, Parts, Platform } from "../contract.ts";
import { backups, type GcpBackups } from "./backups.ts";
import { cache, type GcpCache } from "./cache.ts";
import { database, type GcpDatabase } from "./database.ts";
import { files, type GcpFiles } from "./files.ts";
import { image } from "./image.ts";
import { ingress } from "./ingress.ts";
import { monitoring } from "./monitoring.ts";
import { type GcpNetwork, network } from "./network.ts";
import { preflight, validate } from "./preflight.ts";
import { type GcpSecrets, secrets } from "./secrets.ts";
import { type GcpService, service } from "./service.ts";

interface GcpParts extends Parts {
  network: GcpNetwork;
  secrets: GcpSecrets;
  database: GcpDatabase;
  cache: GcpCache;
  files: GcpFiles;
  image: Image;
  service: GcpService;
  ingress: Ingress;
  backups: GcpBackups;
  monitoring: Monitoring;
}

/** Google Cloud, of services that Google runs: no machine of the stack's own to look after. */
export const gcp: Platform<GcpParts> = {
  support: {
    network: "VPC, own or borrowed",
    secrets: "Secret Manager",
    database: "Cloud SQL for PostgreSQL, private endpoint",
    cache: "Memorystore for Redis",
    files: "Cloud Storage, mounted",
    image: "Artifact Registry",
    service: "Cloud Run, 2 to 100 instances",
    ingress: "HTTPS load balancer, Cloud Armor",
    backups: "point in time, and encrypted into Cloud Storage",
    monitoring: "Managed Service for Prometheus, Grafana on Cloud Run",
  },
  validate,
  preflight,
  network,
  secrets,
  database,
  cache,
  files,
  image,
  service,
  ingress,
  backups,
  monitoring,
};
