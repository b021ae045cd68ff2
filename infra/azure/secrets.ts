import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import type { keyvault as inputs } from "@pulumi/azure-native/types/input.js";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { componentOf } from "../component.ts";
import type { Secrets, Spec } from "../contract.ts";
import { keepGiven } from "../signing-in.ts";
import { keptAsMade } from "./create-only.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { privateEndpoint } from "./private-zones.ts";
import { deleteLock } from "./protection.ts";
import { vaultRecoveryDays } from "./sizing.ts";
import { type SecretReference, type Vault, vaultSecret } from "./vault.ts";
import { visible } from "./visible.ts";

export interface AzureSecrets extends Secrets {
  vault: Vault;
  databasePassword: pulumi.Output<string>;
  /** Signs what the app hands out. */
  appKey: SecretReference;
  /** Secrets of the stack file, by the app's variable. */
  given: Record<string, SecretReference>;
  /** Encrypts the backups: without it they can't be read. */
  backupKey: SecretReference;
}

/** A vault that only the stack's own network reaches. Containers get secrets from it by reference; each may read only its own. */
export function secrets(spec: Spec, { network }: { network: AzureNetwork }): AzureSecrets {
  const parent = componentOf("azure", "secrets");
  const tags = tagsOf(spec, "secrets");
  const resourceGroupName = network.group;
  const { protectData } = spec.lifecycle;

  const properties: inputs.VaultPropertiesArgs = {
    tenantId: authorization.getClientConfigOutput({ parent }).tenantId,
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    softDeleteRetentionInDays: vaultRecoveryDays(spec.lifecycle),
    // Once on it can never be turned off, and Azure refuses `false`: elsewhere it is left out.
    ...(protectData ? { enablePurgeProtection: true } : {}),
    publicNetworkAccess: "Disabled",
    networkAcls: { bypass: "None", defaultAction: "Deny" },
  };
  const vault = new keyvault.Vault(
    "vault",
    { resourceGroupName, properties, tags },
    {
      parent,
      protect: protectData,
      ignoreChanges: keptAsMade["azure-native:keyvault:Vault"],
      ...visible({ properties }),
    },
  );
  deleteLock("vault", { of: vault, scope: vault.id }, spec, parent);
  const reachable = privateEndpoint(
    "vault",
    {
      resourceGroupName,
      subnetId: network.subnets.endpoints,
      zone: network.zones.vault,
      id: vault.id,
      service: "vault",
      tags,
    },
    parent,
  );

  const place: Vault = { resource: vault, resourceGroupName, reachable };
  const generated = (name: string) =>
    new random.RandomPassword(name, { length: 40, special: false }, { parent, protect: protectData }).result;
  return {
    summary: pulumi.interpolate`Key Vault ${vault.name}, reached from the network only`,
    vault: place,
    databasePassword: generated("database-password"),
    appKey: vaultSecret("app-key", generated("app-key"), place, parent),
    given: keepGiven(spec.settings, ({ name, value }) => vaultSecret(name, value, place, parent)),
    backupKey: vaultSecret("backup-key", generated("backup-key"), place, parent),
    ...afterDestroy(spec, vault.name),
  };
}

/** What is deleted stays recoverable, and costs nothing; whoever wants it gone at once purges it (pitfall 20). */
function afterDestroy({ lifecycle }: Spec, name: pulumi.Output<string>): Pick<Secrets, "commands"> {
  if (lifecycle.protectData) return {};
  return { commands: { "purge the vault after a destroy": pulumi.interpolate`az keyvault purge --name ${name}` } };
}
