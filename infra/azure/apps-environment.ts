import * as app from "@pulumi/azure-native/app/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { timing } from "../presets.ts";
import { type Identity, identity } from "./identities.ts";
import { regionOfStack } from "./regions.ts";
import { azureSize } from "./sizing.ts";

/** Where container apps and jobs run: this stack's, or the one it borrows. */
export interface AppsEnvironment {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
  /** The resource group it is in. */
  group: pulumi.Output<string>;
  /** Below which its apps have their names: `<app>.<domain>`. */
  domain: pulumi.Output<string>;
  /** Who it is when it mounts a share. */
  identity: Pick<Identity, "id" | "principalId">;
}

/** The ingress of Container Apps lets a request be silent for this long, in minutes, unless it has nodes of its own. */
const defaultIdleMinutes = 4;
/** Own nodes can wait longer: as long as Front Door before them. */
const ownIdleMinutes = Math.ceil(timing.idleTimeout / 60);

/** Seconds of silence after which the environment's ingress closes a WebSocket. */
export const environmentIdleTimeout = (spec: Spec) =>
  60 * (azureSize(spec).ingressNodes ? ownIdleMinutes : defaultIdleMinutes);

interface Needs {
  group: pulumi.Output<string>;
  subnetId: pulumi.Input<string>;
  tags: Record<string, string>;
}

/** The environment in the stack's subnet. Its zones and its subnet can't be changed later, so they don't depend on the size. */
export function appsEnvironment(spec: Spec, needs: Needs, parent: pulumi.Resource): AppsEnvironment {
  const { group, subnetId, tags } = needs;
  const self = identity("environment", { resourceGroupName: group, tags }, parent);
  const environment = new app.ManagedEnvironment(
    "environment",
    {
      resourceGroupName: group,
      identity: { type: "UserAssigned", userAssignedIdentities: [self.id] },
      vnetConfiguration: { infrastructureSubnetId: subnetId, internal: false },
      publicNetworkAccess: "Enabled",
      zoneRedundant: regionOfStack().zones,
      // Between the ingress and the replicas too.
      peerTrafficConfiguration: { encryption: { enabled: true } },
      appLogsConfiguration: { destination: "azure-monitor" },
      ...ingressOf(spec),
      tags,
    },
    {
      parent,
      // A deleted environment holds on to its subnet for hours, at worst two days (pitfall 19): a destroy waits, rather than fails.
      customTimeouts: { create: "60m", delete: "120m" },
    },
  );
  return {
    id: environment.id,
    name: environment.name,
    group,
    domain: environment.defaultDomain,
    identity: self,
  };
}

/** Replicas always run on the Consumption profile, which bills by the second. Large stacks give the ingress nodes of its own. */
function ingressOf(spec: Spec): Pick<app.ManagedEnvironmentArgs, "workloadProfiles" | "ingressConfiguration"> {
  const consumption = { name: "Consumption", workloadProfileType: "Consumption" };
  const { ingressNodes } = azureSize(spec);
  if (!ingressNodes) return { workloadProfiles: [consumption] };
  const { min, max } = ingressNodes;
  return {
    workloadProfiles: [
      consumption,
      { name: "ingress", workloadProfileType: "D4", minimumCount: min, maximumCount: max },
    ],
    ingressConfiguration: {
      workloadProfileName: "ingress",
      requestIdleTimeout: ownIdleMinutes,
      // A node that goes away has to keep the sockets until the replicas have told them to reconnect.
      terminationGracePeriodSeconds: 2 * timing.stopGrace,
    },
  };
}
