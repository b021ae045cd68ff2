import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Cache, Spec } from "../contract.ts";
import { appEnvironment, appSecretEnvironment } from "../environment.ts";
import { authorityFolder, type KubernetesDatabase } from "./database.ts";
import type { KubernetesFiles, Mount } from "./files.ts";
import type { KubernetesImage } from "./image.ts";
import { labelsOf, type Workload } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";
import { appUser, containerSecurity, podSecurity, secretVariable } from "./pods.ts";
import type { KubernetesSecrets } from "./secrets.ts";

/** All that a pod of the app is made of. */
export interface AppNeeds {
  network: KubernetesNetwork;
  secrets: KubernetesSecrets;
  database: KubernetesDatabase;
  cache: Cache;
  files: KubernetesFiles;
  image: KubernetesImage;
}

/** What tells the app's pods apart. Mounts and variables are added to those that all of them have. */
interface AppPod {
  workload: Workload;
  command: "serve" | "migrate" | "backups";
  env: input.core.v1.EnvVar[];
  resources: input.core.v1.ResourceRequirements;
  container?: Partial<input.core.v1.Container>;
  volumes?: Mount[];
  pod?: Partial<input.core.v1.PodSpec>;
}

const plain = (variables: Record<string, pulumi.Input<string>>): input.core.v1.EnvVar[] =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));

/** The database's address. The password comes before it: a variable can only name one that is defined above it. */
export const databaseVariables = ({
  secrets,
  database,
}: Pick<AppNeeds, "secrets" | "database">): input.core.v1.EnvVar[] => [
  secretVariable("DATABASE_PASSWORD", secrets.databasePassword),
  { name: "CAMPFIRE_DATABASE_URL", value: database.url },
];

/** Everything that `campfire serve` reads. */
export function appVariables(spec: Spec, needs: AppNeeds): input.core.v1.EnvVar[] {
  const { network, secrets, database, cache, files } = needs;
  const publicUrl = `https://${network.host}`;
  const { CAMPFIRE_SECRET_KEY, ...urls } = appSecretEnvironment<pulumi.Input<string>>({
    databaseUrl: database.url,
    cacheUrl: cache.url,
    secretKey: "",
    given: {},
  });
  return [
    ...plain(appEnvironment(spec, { publicUrl, filesUrl: files.url })),
    secretVariable("DATABASE_PASSWORD", secrets.databasePassword),
    secretVariable("CACHE_PASSWORD", secrets.cachePassword),
    ...plain(urls),
    secretVariable("CAMPFIRE_SECRET_KEY", secrets.appKey),
    ...Object.entries(secrets.given).map(([variable, secret]) => secretVariable(variable, secret)),
    ...files.variables,
    { name: "CAMPFIRE_INSTANCE_ID", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  ];
}

/** A pod that runs one command of the app's image: unprivileged, its disk read-only but for what is mounted. */
export function appPod(
  spec: Spec,
  { database, image }: Pick<AppNeeds, "database" | "image">,
  asked: AppPod,
): input.core.v1.PodTemplateSpec {
  const volumes = [
    { volume: { name: "tmp", emptyDir: { sizeLimit: "100Mi" } }, mountPath: "/tmp" },
    {
      volume: {
        name: "database-authority",
        secret: { secretName: database.authority, items: [{ key: "ca.crt", path: "ca.crt" }] },
      },
      mountPath: authorityFolder,
    },
    ...(asked.volumes ?? []),
  ];
  return {
    metadata: { labels: labelsOf(spec, asked.workload) },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurity(appUser),
      ...(image.pullSecret && { imagePullSecrets: [{ name: image.pullSecret }] }),
      containers: [
        {
          name: "campfire",
          image: image.reference,
          args: [asked.command],
          env: asked.env,
          resources: asked.resources,
          securityContext: containerSecurity,
          volumeMounts: volumes.map(({ volume, mountPath }) => ({ name: volume.name, mountPath })),
          ...asked.container,
        },
      ],
      volumes: volumes.map(({ volume }) => volume),
      ...asked.pod,
    },
  };
}
