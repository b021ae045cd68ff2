import type { Parts, Platform } from "../contract.ts";
import { backups } from "./backups.ts";
import { cache } from "./cache.ts";
import { database, type LocalDatabase } from "./database.ts";
import { files } from "./files.ts";
import { image } from "./image.ts";
import { ingress } from "./ingress.ts";
import { monitoring } from "./monitoring.ts";
import { type LocalNetwork, network } from "./network.ts";
import { preflight, validate } from "./preflight.ts";
import { type LocalSecrets, secrets } from "./secrets.ts";
import { type LocalService, service } from "./service.ts";

interface LocalParts extends Parts {
  network: LocalNetwork;
  secrets: LocalSecrets;
  database: LocalDatabase;
  service: LocalService;
}

/** Real parts on one machine, each a supervised process that listens on loopback only. */
export const local: Platform<LocalParts> = {
  support: {
    network: "loopback",
    secrets: "the stack's encrypted state",
    database: "PostgreSQL 18 from npm",
    cache: "Redis where installed, else PostgreSQL NOTIFY",
    files: "a folder",
    image: "a bundle of the app",
    service: "2 to 10 processes",
    ingress: "own TLS proxy, local CA",
    backups: "encrypted, in a folder",
    monitoring: "Prometheus, Alertmanager, Grafana where installed",
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
