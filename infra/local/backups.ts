import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Backups, Spec } from "../contract.ts";
import { aliveAt } from "./liveness.ts";
import { node } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { Directory, Process } from "./resources.ts";
import type { LocalSecrets } from "./secrets.ts";
import type { LocalService } from "./service.ts";

interface Needs {
  network: LocalNetwork;
  secrets: LocalSecrets;
  service: LocalService;
}

/** Encrypted backups of database and files on a schedule, each day one restored into a scratch database and compared. */
export function backups(spec: Spec, { network, secrets, service }: Needs): Backups {
  const parent = componentOf("local", "backups");
  const { everyMinutes, keep } = spec.lifecycle.backups;
  const port = network.ports.backupsMetrics;
  const folder = new Directory(
    "backups",
    { path: pulumi.interpolate`${network.directory}/backups`, mode: "0700" },
    { parent, protect: spec.lifecycle.protectData },
  );
  const scheduler = new Process(
    "backups",
    {
      directory: network.directory,
      name: "backups",
      command: node,
      args: [service.program, "backups"],
      env: {
        ...service.environment,
        CAMPFIRE_PORT: String(port),
        CAMPFIRE_INSTANCE_ID: "backups",
        CAMPFIRE_BACKUP_DIR: folder.path,
        CAMPFIRE_BACKUP_KEY: secrets.backupKey,
        CAMPFIRE_BACKUP_EVERY_MINUTES: String(everyMinutes),
        CAMPFIRE_BACKUP_KEEP: `hourly=${keep.hourly},daily=${keep.daily},weekly=${keep.weekly},monthly=${keep.monthly}`,
      },
      ports: [port],
      portSetting: "campfire:port",
      ready: { http: `http://127.0.0.1:${port}/health/ready`, timeoutSeconds: 60 },
      live: aliveAt(`http://127.0.0.1:${port}/health/live`),
      stop: { signal: "SIGTERM", timeoutSeconds: 30 },
    },
    { parent, dependsOn: [service.migrated] },
  );
  return {
    summary: `every ${everyMinutes} minutes, restored once a day to prove them`,
    location: pulumi.all([folder.path, scheduler.name]).apply(([path]) => path),
    everyMinutes,
  };
}
