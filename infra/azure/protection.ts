import * as authorization from "@pulumi/azure-native/authorization/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";

/**
 * In production a lock of Azure's own keeps what holds data from being deleted by anyone, also in the portal. A destroy is refused before it
 * comes to that, since the data is protected; another lifecycle lifts both, on purpose (docs/azure.md).
 */
export function deleteLock(
  name: string,
  { of, scope }: { of: pulumi.Resource; scope: pulumi.Input<string> },
  { lifecycle }: Spec,
  parent: pulumi.Resource,
): void {
  if (!lifecycle.protectData) return;
  new authorization.ManagementLockByScope(
    name,
    {
      scope,
      level: "CanNotDelete",
      notes: "Holds the data of a production Campfire. docs/azure.md says how to delete it on purpose.",
    },
    { parent, dependsOn: [of] },
  );
}
