import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Backups, Spec } from "../contract.ts";
import { type BackupAccount, backupAccount } from "./backup-account.ts";
import { backupJobs } from "./backup-jobs.ts";
import type { AzureDatabase } from "./database.ts";
import type { AzureFiles } from "./files.ts";
import { grant, identity } from "./identities.ts";
import type { AzureImage } from "./image.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { privateEndpoint } from "./private-zones.ts";
import type { AzureSecrets } from "./secrets.ts";
import type { AzureService } from "./service.ts";
import { restorableDays } from "./sizing.ts";
import { mayRead } from "./vault.ts";

export interface AzureBackups extends Backups {
  account: BackupAccount;
}

export interface BackupsNeeds {
  network: AzureNetwork;
  secrets: AzureSecrets;
  database: AzureDatabase;
  files: AzureFiles;
  image: AzureImage;
  service: AzureService;
}

/**
 * Besides the database's own point-in-time backups: encrypted backups of database and attachments, copied to an account of its own where
 * production locks them, and one restored every day to prove them.
 */
export function backups(spec: Spec, needs: BackupsNeeds): AzureBackups {
  const { network, secrets, database, files, image, service } = needs;
  const parent = componentOf("azure", "backups");
  const tags = tagsOf(spec, "backups");
  const resourceGroupName = network.group;
  const { lifecycle } = spec;

  const account = backupAccount(spec, { resourceGroupName, tags }, parent);
  const reachable = privateEndpoint(
    "backups",
    {
      resourceGroupName,
      subnetId: network.subnets.endpoints,
      zone: network.zones.backups,
      id: account.id,
      service: "blob",
      tags,
    },
    parent,
  );
  const self = identity("backups", { resourceGroupName, tags }, parent);
  const allowed = [
    grant("backups-write-blobs", { to: self, role: "writeBlobs", on: account.id }, parent),
    grant("backups-pull-images", { to: self, role: "pullImages", on: image.registry.id }, parent),
    ...mayRead("backups", self, [database.reference, secrets.backupKey], parent),
  ];
  // After the replicas, which have migrated the database by then.
  const ready = [...account.ready, reachable, ...allowed, ...files.ready, service.resource];
  const jobs = backupJobs(spec, { ...needs, self, accountName: account.name, tags, ready }, parent);

  const start = (name: pulumi.Output<string>) =>
    pulumi.interpolate`az containerapp job start --resource-group ${network.group} --name ${name}`;
  const { everyMinutes } = lifecycle.backups;
  return {
    summary: `every ${everyMinutes} minutes, restored once a day to prove them; the database to any moment of ${restorableDays(lifecycle)} days`,
    location: pulumi.interpolate`https://${account.name}.blob.core.windows.net`,
    everyMinutes,
    account,
    commands: { "back up now": start(jobs.backup.name), "test a restore now": start(jobs.restoreTest.name) },
  };
}
