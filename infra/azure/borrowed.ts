import * as pulumi from "@pulumi/pulumi";
import type { AppsEnvironment } from "./apps-environment.ts";
import { type PrivateZoneName, privateZoneNames } from "./private-zones.ts";

/** What a network is to the other parts, whoever it belongs to. */
export interface Surroundings {
  environment: AppsEnvironment;
  subnets: { database: pulumi.Output<string>; endpoints: pulumi.Output<string> };
  /** Ids of the private DNS zones. */
  zones: Record<PrivateZoneName, pulumi.Output<string>>;
}

/** As plain text, for the stack's output `network`. */
export function lent({ environment, subnets, zones }: Surroundings): Record<string, pulumi.Output<string>> {
  return {
    environmentId: environment.id,
    environmentName: environment.name,
    environmentGroup: environment.group,
    environmentDomain: environment.domain,
    environmentIdentity: environment.identity.id,
    environmentPrincipal: environment.identity.principalId,
    databaseSubnet: subnets.database,
    endpointsSubnet: subnets.endpoints,
    ...Object.fromEntries(privateZoneNames.map((name) => [`${name}Zone`, zones[name]])),
  };
}

/** What the stack called `organization/project/stack` lends. A field that it doesn't lend ends the deployment with its name. */
export function borrowed(stack: string, parent: pulumi.Resource): Surroundings {
  const lender = new pulumi.StackReference(stack, {}, { parent });
  const network = lender.requireOutput("network") as pulumi.Output<Record<string, string> | undefined>;
  const field = (name: string) =>
    network.apply((fields) => {
      const value = fields?.[name];
      if (value !== undefined) return value;
      throw new pulumi.RunError(
        `NETWORK_NOT_LENT campfire:networkStack — ${stack} has no output network.${name}. Name a stack of this project on azure that is up to date (\`pulumi up\` there).`,
      );
    });
  return {
    environment: {
      id: field("environmentId"),
      name: field("environmentName"),
      group: field("environmentGroup"),
      domain: field("environmentDomain"),
      identity: { id: field("environmentIdentity"), principalId: field("environmentPrincipal") },
    },
    subnets: { database: field("databaseSubnet"), endpoints: field("endpointsSubnet") },
    zones: Object.fromEntries(privateZoneNames.map((name) => [name, field(`${name}Zone`)])) as Surroundings["zones"],
  };
}
