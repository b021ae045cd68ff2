import type { Parts, Platform } from "../contract.ts";
import { type AzureBackups, backups } from "./backups.ts";
import { type AzureCache, cache } from "./cache.ts";
import { type AzureDatabase, database } from "./database.ts";
import { type AzureFiles, files } from "./files.ts";
import { type AzureImage, image } from "./image.ts";
import { type AzureIngress, ingress } from "./ingress.ts";
import { monitoring } from "./monitoring.ts";
import { type AzureNetwork, network } from "./network.ts";
import { preflight, validate } from "./preflight.ts";
import { type AzureSecrets, secrets } from "./secrets.ts";
import { type AzureService, service } from "./service.ts";

interface AzureParts extends Parts {
  network: AzureNetwork;
  secrets: AzureSecrets;
  database: AzureDatabase;
  cache: AzureCache;
  files: AzureFiles;
  image: AzureImage;
  service: AzureService;
  ingress: AzureIngress;
  backups: AzureBackups;
}

/** Container Apps behind Front Door, and Azure's managed services, all of them reached from one virtual network only. */
export const azure: Platform<AzureParts> = {
  support: {
    network: "a virtual network with private endpoints",
    secrets: "Key Vault",
    database: "PostgreSQL Flexible Server",
    cache: "Azure Managed Redis",
    files: "Azure Files",
    image: "Container Registry",
    service: "Container Apps",
    ingress: "Front Door, managed certificate, firewall",
    backups: "Blob Storage, locked in production",
    monitoring: "managed Prometheus, Log Analytics, Grafana",
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
