import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import * as pulumi from "@pulumi/pulumi";

/** Built-in roles by what they allow. Source: learn.microsoft.com, Azure RBAC, "Built-in roles". */
export const roles = {
  /** AcrPull */
  pullImages: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  /** Key Vault Secrets User */
  readSecret: "4633458b-17de-408a-b874-0445c86b69e6",
  /** Monitoring Metrics Publisher */
  publishMetrics: "3913510d-42f4-4e42-8a64-420c390055eb",
  /** Monitoring Data Reader */
  readMetrics: "b0d8363b-8ddd-447d-831f-62ca05bff136",
  /** Storage Blob Data Contributor */
  writeBlobs: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  /** Storage Blob Data Reader */
  readBlobs: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

export type Role = keyof typeof roles;

/** A managed identity: who a container is to Azure, with no password anywhere. */
export interface Identity {
  /** Its resource id: what a container is given. */
  id: pulumi.Output<string>;
  /** What programs inside the container ask for tokens with. */
  clientId: pulumi.Output<string>;
  /** What roles are given to. */
  principalId: pulumi.Output<string>;
}

interface Needs {
  resourceGroupName: pulumi.Input<string>;
  tags: Record<string, string>;
}

export function identity(name: string, needs: Needs, parent: pulumi.Resource): Identity {
  const { id, clientId, principalId } = new managedidentity.UserAssignedIdentity(name, needs, { parent });
  return { id, clientId, principalId };
}

interface Grant {
  to: Pick<Identity, "principalId">;
  role: Role;
  /** The resource that the role is for, and nothing beside it. */
  on: pulumi.Input<string>;
}

/** Gives an identity one role on one resource. */
export function grant(name: string, { to, role, on }: Grant, parent: pulumi.Resource): pulumi.Resource {
  return new authorization.RoleAssignment(
    name,
    {
      principalId: to.principalId,
      // A new identity is not known everywhere at once; said to be a service principal, it isn't looked up.
      principalType: "ServicePrincipal",
      roleDefinitionId: pulumi.interpolate`/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`,
      scope: on,
    },
    { parent },
  );
}
