// Which addresses a stack's network has. A subnet's addresses can't change while something is in it, so each zone has its place
// from the beginning: a stack that grows from two zones to three keeps its first two as they are.

/** The whole network: 65,536 addresses. */
export const networkCidr = "10.42.0.0/16";

export type SubnetKind = "public" | "tasks" | "data";

/**
 * The addresses of a subnet in the zone with this index (0 to 3). Public and data subnets have 256 addresses; subnets of tasks 4,096,
 * since a deployment of many replicas takes two addresses a replica for a while.
 */
export function subnetCidr(kind: SubnetKind, zone: number): string {
  if (!Number.isInteger(zone) || zone < 0 || zone > 3)
    throw new RangeError(`no addresses are set aside for zone ${zone}`);
  if (kind === "public") return `10.42.${zone}.0/24`;
  if (kind === "data") return `10.42.${8 + zone}.0/24`;
  return `10.42.${16 * (zone + 1)}.0/20`;
}
