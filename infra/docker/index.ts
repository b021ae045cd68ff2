import type { Parts, Platform } from "../contract.ts";
import { backups } from "./backups.ts";
import { cache, type DockerCache } from "./cache.ts";
import { type DockerDatabase, database } from "./database.ts";
import { type DockerFiles, files } from "./files.ts";
import { image } from "./image.ts";
import { ingress } from "./ingress.ts";
import { monitoring } from "./monitoring.ts";
import { type DockerNetwork, network } from "./network.ts";
import { preflight, validate } from "./preflight.ts";
import { type DockerSecrets, secrets } from "./secrets.ts";
import { type DockerService, service } from "./service.ts";

interface DockerParts extends Parts {
  network: DockerNetwork;
  secrets: DockerSecrets;
  database: DockerDatabase;
  cache: DockerCache;
  files: DockerFiles;
  service: DockerService;
}

/** Containers of one host, this one or another (docker:host: ssh://…). */
export const docker: Platform<DockerParts> = {
  support: {
    network: "three networks, one leads out",
    secrets: "the stack's encrypted state",
    database: "PostgreSQL 18",
    cache: "Valkey",
    files: "a volume",
    image: "built on the host, or pulled by digest",
    service: "containers, one changes after another",
    ingress: "Caddy, Let's Encrypt or own CA",
    backups: "encrypted, on a volume",
    monitoring: "Prometheus, Alertmanager, Grafana",
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
