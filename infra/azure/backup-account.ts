import * as storage from "@pulumi/azure-native/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { type Keeping, keeping } from "./backup-generations.ts";
import { containers } from "./backup-scripts.ts";
import { keptAsMade } from "./create-only.ts";
import { deleteLock } from "./protection.ts";
import { storageAccount } from "./storage-account.ts";

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

/** An account that only identities get into. In production nobody can change what is in it for a while, nor delete it. */
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

  const { keptDays, lockedDays } = keeping(spec.lifecycle);
  const locked = lockedDays > 0;
  const place = { resourceGroupName, accountName: account.name };
  const options = { parent, protect: protectData, deletedWith: account, dependsOn: [service] };
  const container = new storage.BlobContainer(
    containers.backups,
    {
      ...place,
      containerName: containers.backups,
      publicAccess: "None",
      immutableStorageWithVersioning: locked ? { enabled: true } : undefined,
    },
    { ...options, ignoreChanges: keptAsMade["azure-native:storage:BlobContainer"] },
  );
  const policies = locked ? [lock(container.name, lockedDays, place, parent)] : [];
  const marks = new storage.BlobContainer(
    containers.proofs,
    { ...place, containerName: containers.proofs, publicAccess: "None" },
    options,
  );
  const rules = [lifecycleRule(containers.backups, keptDays), lifecycleRule(containers.proofs, proofDays)];
  const cleaning = new storage.ManagementPolicy(
    "backups",
    { ...place, managementPolicyName: "default", policy: { rules } },
    { parent, deletedWith: account, dependsOn: [service] },
  );
  return { id: account.id, name: account.name, ready: [container, ...policies, marks, cleaning] };
}

interface Place {
  resourceGroupName: pulumi.Output<string>;
  accountName: pulumi.Output<string>;
}

/** For so many days after a version of a blob is made, nobody can delete it. */
function lock(
  containerName: pulumi.Output<string>,
  days: number,
  place: Place,
  parent: pulumi.Resource,
): pulumi.Resource {
  return new storage.BlobContainerImmutabilityPolicy(
    "backups",
    {
      ...place,
      containerName,
      immutabilityPolicyName: "default",
      immutabilityPeriodSinceCreationInDays: days,
      allowProtectedAppendWrites: false,
    },
    { parent },
  );
}

/** Deletes what is older, the versions of it too. */
const lifecycleRule = (name: string, days: Keeping["keptDays"]) => {
  const after = { daysAfterCreationGreaterThan: days };
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
