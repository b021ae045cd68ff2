import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { appEnvironment, appSecretEnvironment } from "../environment.ts";
import { imageReference } from "../images.ts";
import { timing } from "../presets.ts";
import { type Container, shell } from "./containers.ts";
import { appPort } from "./load-balancer.ts";
import { appUser } from "./mount.ts";
import { publicUrl, regionOf } from "./names.ts";
import { prepareScript } from "./scripts.ts";
import type { KeptSecret } from "./secret.ts";

interface Needs {
  database: { secret: KeptSecret };
  cache: { secret: KeptSecret };
  secrets: { appKey: KeptSecret; given: Record<string, KeptSecret> };
  files: { url: pulumi.Output<string>; folder: string };
  image: { reference: pulumi.Output<string> };
  /** Somebody may open a shell in it. */
  exec: boolean;
}

/**
 * A replica: `prepare`, then `migrate`, then the app.
 *
 * Migrations run in the task itself, before the app, and under the app's advisory lock: of the replicas that a rollout starts, the first
 * migrates and the others wait, and later ones find nothing to do. When they fail, no app of the new version starts, the circuit breaker
 * takes the rollout back, and the former version goes on. A task of its own would need something that starts it and waits for it during
 * `up` (a provider or a function of ours), and would not run before replicas that autoscaling or a rollback starts.
 */
export function appContainers(spec: Spec, { database, cache, secrets, files, image, exec }: Needs): Container[] {
  const inside = { image: image.reference, user: `${appUser}:${appUser}`, readOnly: !exec };
  const environment = appEnvironment(spec, { publicUrl: publicUrl(spec), filesUrl: files.url });
  const references = appSecretEnvironment({
    databaseUrl: database.secret,
    cacheUrl: cache.secret,
    secretKey: secrets.appKey,
    given: secrets.given,
  });
  return [
    prepare(["tmp"]),
    {
      ...inside,
      name: "migrate",
      command: ["migrate"],
      essential: false,
      after: { prepare: "SUCCESS" },
      environment: { NODE_ENV: "production", CAMPFIRE_LOG_LEVEL: spec.settings.logLevel },
      secrets: { CAMPFIRE_DATABASE_URL: database.secret },
      volumes: { trust: "/trust", tmp: "/tmp" },
    },
    {
      ...inside,
      name: "app",
      command: ["serve"],
      after: { migrate: "SUCCESS" },
      port: appPort,
      environment: {
        ...environment,
        CAMPFIRE_HOST: "0.0.0.0",
        CAMPFIRE_PORT: String(appPort),
        CAMPFIRE_TLS: "self-signed",
        NODE_OPTIONS: `--max-old-space-size=${Math.floor(spec.size.app.memoryMiB * 0.75)}`,
      },
      secrets: references,
      volumes: { trust: "/trust", tmp: "/tmp", files: files.folder },
      stopTimeout: timing.stopGrace,
    },
  ];
}

/** What a task needs before anything in it connects to the database; empty folders that the app's user may write to. */
export const prepare = (folders: string[] = []): Container => ({
  name: "prepare",
  image: imageReference("awsCli"),
  essential: false,
  user: "0",
  ...shell(prepareScript(regionOf(), appUser, folders)),
  volumes: { trust: "/trust", ...Object.fromEntries(folders.map((folder) => [folder, `/${folder}`])) },
});
