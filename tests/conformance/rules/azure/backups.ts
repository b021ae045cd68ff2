import { backupTiers } from "../../../../infra/azure/backup-tiers.ts";
import { lifecyclePresets } from "../../../../infra/presets.ts";
import { type AzureRule, all, at, list, one } from "./plan.ts";

/** The deployment guide's recovery point objective, in minutes. */
const mostLost = 15;

export const backups: AzureRule[] = [
  {
    id: "recovery-point",
    holds:
      "a backup is made more often than every 15 minutes, from the database and from the files, which it can only read",
    check: (plan) => {
      const { inputs } = one(plan, "app:Job", "backup");
      const cron = String(at(inputs, "configuration", "scheduleTriggerConfig", "cronExpression"));
      const minutes = Number(/^\*\/(\d+) \* \* \* \*$/.exec(cron)?.[1] ?? Number.NaN);
      const first = list(at(inputs, "template", "initContainers"))[0];
      const attachments = one(plan, "app:ManagedEnvironmentsStorage", "files-read");
      return [
        ...(minutes < mostLost ? [] : [`backups at ${cron}`]),
        ...(JSON.stringify(at(first, "args")) === '["backup"]' ? [] : ["the job makes no backup"]),
        ...(at(attachments.inputs, "properties", "azureFile", "accessMode") === "ReadOnly" ? [] : ["it could write"]),
      ];
    },
  },
  {
    id: "restore-proven",
    holds: "every day a backup is fetched from where it is kept, restored, and the success marked",
    check: (plan) => {
      const { inputs } = one(plan, "app:Job", "restore-test");
      const cron = String(at(inputs, "configuration", "scheduleTriggerConfig", "cronExpression"));
      const steps = [...list(at(inputs, "template", "initContainers")), ...list(at(inputs, "template", "containers"))];
      const names = steps.map((step) => at(step, "name"));
      return [
        ...(/^\d+ \d+ \* \* \*$/.test(cron) ? [] : [`restore tests at ${cron}`]),
        ...(names.join() === "fetch,verify-backup,prove" ? [] : [`steps: ${names}`]),
      ];
    },
  },
  {
    id: "tiers",
    holds: "each of the guide's tiers is kept as long as its lifecycle says, and then deleted",
    check: (plan) => {
      const tiers = backupTiers(lifecyclePresets[plan.lifecycle]);
      const { inputs } = one(plan, "storage:ManagementPolicy", "backups");
      const rules = list(at(inputs, "policy", "rules"));
      return tiers.flatMap(({ name, keptDays }) => {
        const rule = rules.find((one) => at(one, "name") === name);
        const actions = at(rule, "definition", "actions");
        const days = ["baseBlob", "version"].map((what) => at(actions, what, "delete", "daysAfterCreationGreaterThan"));
        const container = all(plan, "storage:BlobContainer").some((one) => one.inputs.containerName === name);
        return [
          ...(container ? [] : [`no container ${name}`]),
          ...(days.every((one) => one === keptDays) ? [] : [`${name} is deleted after ${days} days, not ${keptDays}`]),
        ];
      });
    },
  },
  {
    id: "immutable",
    holds: "production's backups can't be deleted or changed for their first days, never longer than they are kept",
    check: (plan) => {
      const policies = all(plan, "storage:BlobContainerImmutabilityPolicy");
      if (plan.lifecycle !== "production") return policies.map(({ name }) => `${name} is locked`);
      return backupTiers(lifecyclePresets.production).flatMap(({ name, keptDays }) => {
        const policy = policies.find((one) => one.name === name);
        const days = Number(policy?.inputs.immutabilityPeriodSinceCreationInDays ?? 0);
        const versions = at(
          one(plan, "storage:BlobContainer", name).inputs,
          "immutableStorageWithVersioning",
          "enabled",
        );
        return days >= 1 && days <= keptDays && versions === true ? [] : [`${name} is locked for ${days} days`];
      });
    },
  },
  {
    id: "pitfall-09",
    holds:
      "outside of production nothing stands in the way of a destroy: no lock, no immutable blob, nothing kept back",
    check: (plan) => {
      if (plan.lifecycle === "production") return [];
      const { inputs } = one(plan, "storage:BlobServiceProperties", "backups");
      const share = one(plan, "storage:FileServiceProperties", "files").inputs;
      const kept = [
        at(inputs, "deleteRetentionPolicy", "enabled"),
        at(inputs, "containerDeleteRetentionPolicy", "enabled"),
        at(share, "shareDeleteRetentionPolicy", "enabled"),
      ];
      const locked = all(plan, "storage:BlobContainer").filter(
        ({ inputs: container }) => container.immutableStorageWithVersioning !== undefined,
      );
      return [
        ...(kept.every((one) => one === false) ? [] : ["what is deleted is kept"]),
        ...locked.map(({ name }) => `${name} can't be deleted while it is full`),
      ];
    },
  },
];
