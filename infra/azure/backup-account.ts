import * as storage from "@pulumi/azure-native/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { type BackupTier, backupTiers } from "./backup-tiers.ts";
import { keptAsMade } from "./create-only.ts";
import { deleteLock } from "./protection.ts";
import { storageAccount } from "./storage-account.ts";

/** Container of the marks that restore tests leave. */
export const proofs = "proofs";

/** Days that a deleted backup or container can be brought back for in production, where no lock forbids deleting it. */
const softDeleteDays = 14;

/** Days that the marks of restore tests are kept for. */
const proofDays = 90;

interface Needs {
  resourceGroupName: pulumi.Output<string>;
  tags: Record<string, string>;
}

export interface BackupAccount {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
  /** Containers, policies: what has to be there before a backup is put in. */
  ready: pulumi.Resource[];
}

/** An account that only identities get into: a container a tier, each with its own time to keep and, in production, to lock. */
export function backupAccount(spec: Spec, needs: Needs, parent: pulumi.Resource): BackupAccount {
  const { resourceGroupName } = needs;
  const { protectData } = spec.lifecycle;
  const account = storageAccount("backups", { ...needs, keys: false, farCopies: true }, spec, parent);
  deleteLock("backups", { of: account, scope: account.id }, spec, parent);
  const retention = protectData ? { enabled: true, days: softDeleteDays } : { enabled: false };
  const service = new storage.BlobServiceProperties(
    "backups",
    {
      resourceGroupName,
      accountName: account.name,
      blobServicesName: "default",
      isVersioningEnabled: true,
      deleteRetentionPolicy: retention,
      containerDeleteRetentionPolicy: retention,
    },
    { parent, deletedWith: account },
  );

  const tiers = backupTiers(spec.lifecycle);
  const place = { resourceGroupName, accountName: account.name };
  const options = { parent, protect: protectData, deletedWith: account, dependsOn: [service] };
  const containers = tiers.flatMap(({ name, lockedDays }) => {
    const locked = lockedDays > 0;
    const container = new storage.BlobContainer(
      name,
      {
        ...place,
        containerName: name,
        publicAccess: "None",
        immutableStorageWithVersioning: locked ? { enabled: true } : undefined,
      },
      { ...options, ignoreChanges: keptAsMade["azure-native:storage:BlobContainer"] },
    );
    if (!locked) return [container];
    const policy = new storage.BlobContainerImmutabilityPolicy(
      name,
      {
        ...place,
        containerName: container.name,
        immutabilityPolicyName: "default",
        immutabilityPeriodSinceCreationInDays: lockedDays,
        allowProtectedAppendWrites: false,
      },
      { parent },
    );
    return [container, policy];
  });
  const marks = new storage.BlobContainer(proofs, { ...place, containerName: proofs, publicAccess: "None" }, options);
  const rules = [...tiers, { name: proofs, keptDays: proofDays }].map(lifecycleRule);
  const cleaning = new storage.ManagementPolicy(
    "backups",
    { ...place, managementPolicyName: "default", policy: { rules } },
    { parent, deletedWith: account, dependsOn: [service] },
  );
  return { id: account.id, name: account.name, ready: [...containers, marks, cleaning] };
}

/** Deletes what is older than its tier keeps, the versions of it too. */
const lifecycleRule = ({ name, keptDays }: Pick<BackupTier, "keptDays"> & { name: string }) => {
  const after = { daysAfterCreationGreaterThan: keptDays };
  return {
    name,
    type: "Lifecycle",
    enabled: true,
    definition: {
      filters: { blobTypes: ["blockBlob"], prefixMatch: [`${name}/`] },
      actions: { baseBlob: { delete: after }, version: { delete: after } },
    },
  };
};
