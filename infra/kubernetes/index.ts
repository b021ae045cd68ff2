import type { Parts, Platform } from "../contract.ts";
import { backups } from "./backups.ts";
import { cache } from "./cache.ts";
import { database, type KubernetesDatabase } from "./database.ts";
import { files, type KubernetesFiles } from "./files.ts";
import { image, type KubernetesImage } from "./image.ts";
import { ingress } from "./ingress.ts";
import { monitoring } from "./monitoring.ts";
import { type KubernetesNetwork, network } from "./network.ts";
import { preflight, validate } from "./preflight.ts";
import { type KubernetesSecrets, secrets } from "./secrets.ts";
import { type KubernetesService, service } from "./service.ts";

interface KubernetesParts extends Parts {
  network: KubernetesNetwork;
  secrets: KubernetesSecrets;
  database: KubernetesDatabase;
  files: KubernetesFiles;
  image: KubernetesImage;
  service: KubernetesService;
}

/** A namespace of any cluster that has the operators of infra/cluster. */
export const kubernetes: Platform<KubernetesParts> = {
  support: {
    network: "namespace, restricted pods, NetworkPolicies",
    secrets: "Secrets, generated or by External Secrets",
    database: "CloudNativePG, 1 to 3 instances",
    cache: "Valkey",
    files: "volume, ReadWriteMany; or a bucket",
    image: "pulled by digest, or built and pushed",
    service: "Deployment, scaled by KEDA",
    ingress: "Gateway API or Ingress, cert-manager",
    backups: "encrypted, on a volume; PITR in a bucket",
    monitoring: "Prometheus operator",
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
