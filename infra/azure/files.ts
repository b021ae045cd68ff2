import * as storage from "@pulumi/azure-native/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Files, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { privateEndpoint } from "./private-zones.ts";
import { deleteLock } from "./protection.ts";
import type { AzureSecrets } from "./secrets.ts";
import { mountableShare, type Share } from "./share.ts";
import { storageAccount } from "./storage-account.ts";
import { mayRead, vaultSecret } from "./vault.ts";

export interface AzureFiles extends Files {
  /** For the replicas. */
  attachments: Share;
  /** For the backups, which only read. */
  attachmentsToRead: Share;
  /** Where backups are made, before they are copied to where nobody can change them. */
  backups: Share;
  /** Where a backup is restored to prove it. */
  restored: Share;
  /** What has to be there before anything mounts one. */
  ready: pulumi.Resource[];
}

interface Needs {
  network: AzureNetwork;
  secrets: AzureSecrets;
}

const attachmentsPath = "/files";

/** GiB that a share may grow to; only what is in it is billed. */
const shareQuota = 5_120;

/** Days that a deleted share can be brought back for. */
const shareRecoveryDays = 14;

/** Shares of Azure Files that every replica mounts, over SMB 3.1.1 with AES-256: attachments, and room for the backups to be made in. */
export function files(spec: Spec, { network, secrets }: Needs): AzureFiles {
  const parent = componentOf("azure", "files");
  const tags = tagsOf(spec, "files");
  const resourceGroupName = network.group;
  const { protectData } = spec.lifecycle;
  const { environment } = network;

  // A mount is let in by the account's key and by nothing else.
  const account = storageAccount("files", { resourceGroupName, tags, keys: true, farCopies: false }, spec, parent);
  deleteLock("files", { of: account, scope: account.id }, spec, parent);
  const accountName = account.name;
  const service = new storage.FileServiceProperties(
    "files",
    {
      resourceGroupName,
      accountName,
      fileServicesName: "default",
      protocolSettings: {
        smb: { versions: "SMB3.1.1", channelEncryption: "AES-256-GCM", authenticationMethods: "NTLMv2;Kerberos" },
      },
      shareDeleteRetentionPolicy: protectData ? { enabled: true, days: shareRecoveryDays } : { enabled: false },
    },
    { parent, deletedWith: account },
  );
  const share = (shareName: string, protect: boolean) =>
    new storage.FileShare(
      shareName,
      { resourceGroupName, accountName, shareName, shareQuota, enabledProtocols: "SMB" },
      { parent, protect, deletedWith: account, dependsOn: [service] },
    ).name;
  const attachments = share("attachments", protectData);
  const backups = share("backups", protectData);
  const restored = share("restored", false);
  const reachable = privateEndpoint(
    "files",
    {
      resourceGroupName,
      subnetId: network.subnets.endpoints,
      zone: network.zones.files,
      id: account.id,
      service: "file",
      tags,
    },
    parent,
  );

  const { keys } = storage.listStorageAccountKeysOutput({ resourceGroupName, accountName }, { parent });
  const firstKey = keys.apply((all) => all[0]?.value ?? "");
  const key = vaultSecret("files-key", firstKey, secrets.vault, parent);
  const dependsOn = mayRead("environment", environment.identity, [key], parent);
  const mount = (name: string, shareName: pulumi.Output<string>, mountPath: string, readOnly = false) => {
    const accessMode = readOnly ? "ReadOnly" : "ReadWrite";
    const needs = { environment, accountName, shareName, accessMode, mountPath, key, dependsOn } as const;
    return mountableShare(name, needs, spec, parent);
  };
  return {
    summary: pulumi.interpolate`Azure Files, ${accountName}/${attachments}`,
    url: pulumi.output(`file://${attachmentsPath}`),
    attachments: mount("files", attachments, attachmentsPath),
    attachmentsToRead: mount("files-read", attachments, attachmentsPath, true),
    backups: mount("backups", backups, "/backups"),
    restored: mount("restored", restored, "/restored"),
    ready: [reachable],
  };
}
