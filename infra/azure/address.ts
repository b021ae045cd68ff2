import * as cdn from "@pulumi/azure-native/cdn/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { azureSize } from "./sizing.ts";

/** Where the chat is reached. It is settled before anything serves there, since the replicas have to know it. */
export interface Address {
  /** `https://…`, without a slash at the end. */
  url: pulumi.Output<string>;
  profileName: pulumi.Output<string>;
  profileId: pulumi.Output<string>;
  /** What Front Door says of itself in the header X-Azure-FDID, whatever a client says there: this profile's, and nobody else's. */
  frontDoorId: pulumi.Output<string>;
  endpoint: {
    id: pulumi.Output<string>;
    name: pulumi.Output<string>;
    /** The name that Front Door gives, `….azurefd.net`: what a domain's CNAME leads to. */
    hostName: pulumi.Output<string>;
  };
}

interface Needs {
  resourceGroupName: pulumi.Input<string>;
  tags: Record<string, string>;
}

/** Seconds that Front Door waits for an answer to begin: the app's own limit is 30. */
const answerTimeout = 60;

/**
 * Azure never changes the tier of a profile when asked for another: it is deleted and made anew, with the firewall's rules, which have its
 * tier too. Deleted first, since two profiles can't have the same domain. docs/azure.md says how to keep the chat reachable meanwhile.
 */
export const newWithTier = { replaceOnChanges: ["sku"], deleteBeforeReplace: true };

/** A Front Door endpoint: its own name, or the setting `domain`, is the chat's address. */
export function address(spec: Spec, { resourceGroupName, tags }: Needs, parent: pulumi.Resource): Address {
  const profile = new cdn.Profile(
    "front-door",
    {
      resourceGroupName,
      location: "Global",
      sku: { name: azureSize(spec).frontDoor },
      originResponseTimeoutSeconds: answerTimeout,
      tags,
    },
    { parent, ...newWithTier },
  );
  const endpoint = new cdn.AFDEndpoint(
    "chat",
    { resourceGroupName, profileName: profile.name, location: "Global", enabledState: "Enabled", tags },
    { parent },
  );
  const host = spec.settings.domain === "" ? endpoint.hostName : pulumi.output(spec.settings.domain);
  return {
    url: pulumi.interpolate`https://${host}`,
    profileName: profile.name,
    profileId: profile.id,
    frontDoorId: profile.frontDoorId,
    endpoint: { id: endpoint.id, name: endpoint.name, hostName: endpoint.hostName },
  };
}
