import { keeping } from "../../../../infra/azure/backup-generations.ts";
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
    id: "kept-and-deleted",
    holds:
      "a month's backups are kept as long as the lifecycle says for its last one, and then deleted with all versions",
    check: (plan) => {
      const { keptDays } = keeping(lifecyclePresets[plan.lifecycle]);
      const { daily, weekly, monthly } = lifecyclePresets[plan.lifecycle].backups.keep;
      const { inputs } = one(plan, "storage:ManagementPolicy", "backups");
      const rule = list(at(inputs, "policy", "rules")).find((rule) => at(rule, "name") === "backups");
      const actions = at(rule, "definition", "actions");
      const days = ["baseBlob", "version"].map((what) => at(actions, what, "delete", "daysAfterCreationGreaterThan"));
      const enough = keptDays >= 31 + Math.max(daily, weekly * 7, monthly * 31);
      return [
        ...(days.every((one) => one === keptDays) ? [] : [`deleted after ${days} days, not ${keptDays}`]),
        ...(enough ? [] : [`${keptDays} days are too few`]),
      ];
    },
  },
  {
    id: "immutable",
    holds: "production's backups can't be deleted or changed while they are young, never longer than they are kept",
    check: (plan) => {
      const policies = all(plan, "storage:BlobContainerImmutabilityPolicy");
      if (plan.lifecycle !== "production") return policies.map(({ name }) => `${name} is locked`);
      const { keptDays } = keeping(lifecyclePresets.production);
      const days = Number(
        one(plan, "storage:BlobContainerImmutabilityPolicy", "backups").inputs.immutabilityPeriodSinceCreationInDays,
      );
      const versions = at(
        one(plan, "storage:BlobContainer", "backups").inputs,
        "immutableStorageWithVersioning",
        "enabled",
      );
      const least = 31 + lifecyclePresets.production.objectLockDays;
      return days >= least && days <= keptDays && versions === true
        ? []
        : [`locked for ${days} days, versions ${versions}`];
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
