import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as pulumi from "@pulumi/pulumi";
import { grant, type Identity } from "./identities.ts";

export interface Vault {
  resource: keyvault.Vault;
  resourceGroupName: pulumi.Output<string>;
  /** There once the vault can be reached from the network. */
  reachable: pulumi.Resource;
}

/** A secret where it is kept. It travels by this reference only: the value never leaves the vault but into the container that may read it. */
export interface SecretReference {
  name: string;
  /** `https://<vault>.vault.azure.net/secrets/<name>`, without a version: Container Apps then takes a new value over by itself. */
  url: pulumi.Output<string>;
  /** The secret's resource id, which a role is given on. */
  id: pulumi.Output<string>;
  reachable: pulumi.Resource;
}

export function vaultSecret(
  name: string,
  value: pulumi.Input<string>,
  { resource: vault, resourceGroupName, reachable }: Vault,
  parent: pulumi.Resource,
): SecretReference {
  const secret = new keyvault.Secret(
    name,
    { resourceGroupName, vaultName: vault.name, secretName: name, properties: { value: pulumi.secret(value) } },
    // Deleting one needs the vault's own address, which only the network reaches; with the vault they all go (pitfall 20).
    { parent, deletedWith: vault },
  );
  return {
    name,
    url: pulumi.all([vault.properties, secret.id]).apply(([{ vaultUri }]) => `${vaultUri}secrets/${name}`),
    id: pulumi.all([vault.id, secret.id]).apply(([id]) => `${id}/secrets/${name}`),
    reachable,
  };
}

/** Lets an identity read these secrets, and no other of the vault. Returns what has to be there before it tries. */
export function mayRead(
  who: string,
  identity: Pick<Identity, "principalId">,
  secrets: readonly SecretReference[],
  parent: pulumi.Resource,
): pulumi.Resource[] {
  return secrets.flatMap(({ name, id, reachable }) => [
    grant(`${who}-reads-${name}`, { to: identity, role: "readSecret", on: id }, parent),
    reachable,
  ]);
}
