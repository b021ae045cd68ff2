import { backupEnvironment } from "../backup-environment.ts";
import { componentOf } from "../component.ts";
import type { Backups, Image, Spec } from "../contract.ts";
import { checkHttp, container, nameOf, volume } from "./containers.ts";
import type { DockerDatabase } from "./database.ts";
import type { DockerFiles } from "./files.ts";
import type { DockerNetwork } from "./network.ts";
import type { DockerSecrets } from "./secrets.ts";
import type { DockerService } from "./service.ts";

interface Needs {
  network: DockerNetwork;
  secrets: DockerSecrets;
  database: DockerDatabase;
  files: DockerFiles;
  image: Image;
  service: DockerService;
}

/** Where the app's image has a folder for them, which belongs to its user. */
const folder = "/var/lib/campfire/backups";

/** Encrypted backups of database and files on a volume, each day one restored into a scratch database and compared. */
export function backups(spec: Spec, { network, secrets, database, files, image, service }: Needs): Backups {
  const parent = componentOf("docker", "backups");
  const { everyMinutes } = spec.lifecycle.backups;
  const mount = volume(spec, "backups", folder, { parent, protect: spec.lifecycle.protectData });
  const scheduler = container(
    spec,
    "backups",
    {
      image: image.reference,
      cpus: 1,
      memoryMiB: 512,
      attachments: [network.data("backups"), network.watch("backups")],
      command: ["backups"],
      environment: {
        CAMPFIRE_DATABASE_URL: database.url,
        CAMPFIRE_FILES_URL: files.url,
        CAMPFIRE_INSTANCE_ID: "backups",
        ...backupEnvironment(spec, folder),
        CAMPFIRE_BACKUP_KEY: secrets.backupKey,
      },
      volumes: [{ ...files.mount, readOnly: true }, mount],
      healthcheck: checkHttp("http://127.0.0.1:3000/health/ready"),
      readyWithin: 120,
    },
    // The replicas come first: whoever mounts a new volume first decides whose it is, and this one only reads.
    { parent, dependsOn: [service.migrated, ...service.containers] },
  );
  const place = nameOf(spec, "backups");
  return {
    summary: `every ${everyMinutes} minutes, restored once a day to prove them`,
    notices: [
      `The backups are on the host that they are backups of: copy the volume ${place} elsewhere, daily; docs/docker.md has the line for cron.`,
    ],
    commands: { "make a backup now": `docker exec ${place} node /app/server/campfire.js backup` },
    location: scheduler.name.apply(() => `volume ${place}`),
    everyMinutes,
  };
}
