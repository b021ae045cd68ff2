import * as app from "@pulumi/azure-native/app/index.js";
import type { app as inputs } from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { imageReference } from "../images.ts";
import { keepText } from "./backup-generations.ts";
import { copyScript, fetchScript, proveScript, rcloneEnvironment } from "./backup-scripts.ts";
import type { BackupsNeeds } from "./backups.ts";
import { environmentOf, registriesOf, secretsOf, volumeOf } from "./containers.ts";
import type { Identity } from "./identities.ts";
import { nameOf } from "./names.ts";
import type { Share } from "./share.ts";
import { containerSize, helperContainers } from "./sizing.ts";
import { visible } from "./visible.ts";

/** A restore test a day, after the daily backup (deployment guide: backups at 02:00). */
const restoreTestAt = "0 5 * * *";

/** Seconds after which a job is given up: the recovery time that the guide asks for. */
const replicaTimeout = 3_600;

interface Needs extends BackupsNeeds {
  self: Identity;
  accountName: pulumi.Output<string>;
  tags: Record<string, string>;
  ready: pulumi.Resource[];
}

interface Steps {
  schedule: string;
  before: inputs.InitContainerArgs[];
  last: inputs.ContainerArgs;
  shares: Record<string, Share>;
}

/** `campfire backup` every few minutes, and a restore test of what came of it every day. Both are scheduled jobs of Container Apps. */
export function backupJobs(
  spec: Spec,
  needs: Needs,
  parent: pulumi.Resource,
): { backup: app.Job; restoreTest: app.Job } {
  const { files, image, secrets, database, self, accountName } = needs;
  const { everyMinutes } = spec.lifecycle.backups;
  const resources = containerSize(spec.size.app);

  const campfire = (command: string, folder: Share, mounts: Record<string, Share>): inputs.InitContainerArgs => ({
    name: command,
    image: image.reference,
    args: [command],
    resources,
    env: environmentOf(
      {
        NODE_ENV: "production",
        CAMPFIRE_LOG_LEVEL: spec.settings.logLevel,
        CAMPFIRE_FILES_URL: files.url,
        CAMPFIRE_BACKUP_DIR: folder.mountPath,
        CAMPFIRE_BACKUP_KEEP: keepText(spec.lifecycle),
      },
      { CAMPFIRE_DATABASE_URL: database.reference.name, CAMPFIRE_BACKUP_KEY: secrets.backupKey.name },
    ),
    volumeMounts: mountsOf(mounts),
  });
  const rclone = (name: string, script: string, folder: Share): inputs.ContainerArgs => ({
    name,
    image: imageReference("rclone"),
    command: ["/bin/sh", "-c", script],
    resources: helperContainers.copy,
    env: environmentOf({ FOLDER: folder.mountPath, ...rcloneEnvironment(accountName, self.clientId) }, {}),
    volumeMounts: mountsOf({ folder }),
  });

  const { attachmentsToRead, backups, restored } = files;
  const making = { attachments: attachmentsToRead, folder: backups };
  const proving = { attachments: attachmentsToRead, folder: restored };
  return {
    backup: job("backup", spec, needs, parent, {
      schedule: `*/${everyMinutes} * * * *`,
      before: [campfire("backup", backups, making)],
      last: rclone("copy", copyScript, backups),
      shares: making,
    }),
    restoreTest: job("restore-test", spec, needs, parent, {
      schedule: restoreTestAt,
      before: [rclone("fetch", fetchScript, restored), campfire("verify-backup", restored, proving)],
      last: rclone("prove", proveScript, restored),
      shares: proving,
    }),
  };
}

const mountsOf = (shares: Record<string, Share>) =>
  Object.entries(shares).map(([volumeName, { mountPath }]) => ({ volumeName, mountPath }));

function job(name: string, spec: Spec, needs: Needs, parent: pulumi.Resource, steps: Steps): app.Job {
  const { network, image, secrets, database, self, tags, ready } = needs;
  const { schedule, before, last, shares } = steps;
  const configuration: inputs.JobConfigurationArgs = {
    triggerType: "Schedule",
    scheduleTriggerConfig: { cronExpression: schedule, parallelism: 1, replicaCompletionCount: 1 },
    replicaTimeout,
    replicaRetryLimit: 1,
    registries: registriesOf(image, self),
    secrets: secretsOf([database.reference, secrets.backupKey], self),
  };
  return new app.Job(
    name,
    {
      resourceGroupName: network.group,
      jobName: nameOf(spec, name),
      environmentId: network.environment.id,
      workloadProfileName: "Consumption",
      identity: { type: "UserAssigned", userAssignedIdentities: [self.id] },
      configuration,
      template: {
        initContainers: before,
        containers: [last],
        volumes: Object.entries(shares).map(([volume, share]) => volumeOf(volume, share)),
      },
      tags,
    },
    { parent, dependsOn: ready, ...visible({ configuration }) },
  );
}
