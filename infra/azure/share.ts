import * as app from "@pulumi/azure-native/app/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import type { AppsEnvironment } from "./apps-environment.ts";
import { nameOf } from "./names.ts";
import type { SecretReference } from "./vault.ts";

/** A share as containers mount it. */
export interface Share {
  /** Under which name the environment knows it. */
  storageName: pulumi.Output<string>;
  mountPath: string;
  mountOptions: string;
}

/** The user of the app's image. */
export const imageUser = 10_001;

/**
 * SMB knows no owners and no byte-range locks as Linux means them (pitfall 18): everything on a share belongs to the image's user from the
 * start, and no locks are asked for. That is right for uploads and for backups, which are written once; no database ever goes here (pitfall 5).
 */
export const mountOptions = `uid=${imageUser},gid=${imageUser},file_mode=0600,dir_mode=0700,nobrl`;

interface Needs {
  environment: AppsEnvironment;
  accountName: pulumi.Input<string>;
  shareName: pulumi.Input<string>;
  accessMode: "ReadWrite" | "ReadOnly";
  mountPath: string;
  /** The account's key, which the environment may read. */
  key: SecretReference;
  dependsOn: pulumi.Resource[];
}

/** Makes a share known to the environment: it mounts with the key that it gets from the vault itself. */
export function mountableShare(name: string, needs: Needs, spec: Spec, parent: pulumi.Resource): Share {
  const { environment, accountName, shareName, accessMode, mountPath, key, dependsOn } = needs;
  const storage = new app.ManagedEnvironmentsStorage(
    name,
    {
      resourceGroupName: environment.group,
      environmentName: environment.name,
      // Several stacks may share an environment.
      storageName: nameOf(spec, name),
      properties: {
        azureFile: {
          accountName,
          shareName,
          accessMode,
          accountKeyVaultProperties: { identity: environment.identity.id, keyVaultUrl: key.url },
        },
      },
    },
    { parent, dependsOn },
  );
  return { storageName: storage.name, mountPath, mountOptions };
}
