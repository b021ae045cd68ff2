import * as compute from "@pulumi/gcp/compute/index.js";
import * as dns from "@pulumi/gcp/dns/index.js";
import type * as sql from "@pulumi/gcp/sql/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { allowEgress, type GcpNetwork } from "./network.ts";
import { labels, region } from "./project.ts";

interface Endpoint {
  /** The instance's name, which resolves to the endpoint inside the network; without a dot at the end. */
  host: pulumi.Output<string>;
  /** The last of its resources. */
  resource: pulumi.Resource;
}

interface Of {
  spec: Spec;
  network: GcpNetwork;
  instance: sql.DatabaseInstance;
  port: number;
}

/**
 * An address of the stack's subnet that leads to a Cloud SQL instance (Private Service Connect), and its name in a private zone.
 * Unlike private services access it leaves no peering behind that would keep the network from being deleted (pitfall 13).
 */
export function privateEndpoint(
  name: string,
  { spec, network, instance, port }: Of,
  parent: pulumi.Resource,
): Endpoint {
  const place = { region: region(), labels: labels(spec, "database") };
  const address = new compute.Address(
    name,
    { ...place, addressType: "INTERNAL", subnetwork: network.subnetwork },
    { parent },
  );
  const rule = new compute.ForwardingRule(
    name,
    {
      ...place,
      network: network.id,
      ipAddress: address.selfLink,
      target: instance.pscServiceAttachmentLink,
      // Empty, as an endpoint of a service attachment wants it: the default would be a load balancer's.
      loadBalancingScheme: "",
    },
    { parent },
  );

  const absolute = instance.dnsName.apply((host) => (host.endsWith(".") ? host : `${host}.`));
  const zone = new dns.ManagedZone(
    name,
    {
      dnsName: absolute,
      description: `Leads to the database of ${spec.project} ${spec.stack}`,
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: network.id }] },
      labels: labels(spec, "database"),
    },
    { parent },
  );
  const record = new dns.RecordSet(
    name,
    { managedZone: zone.name, name: absolute, type: "A", ttl: 300, rrdatas: [address.address] },
    { parent, dependsOn: [rule, allowEgress(name, { network, to: address.address, port }, parent)] },
  );
  return { host: absolute.apply((host) => host.slice(0, -1)), resource: record };
}
