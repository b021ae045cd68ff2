import ipaddr from "ipaddr.js";

/** Of the network that one customer of a provider gets, at least: they may take any address of it. */
const IPV6_PREFIX = 64;

/**
 * Who a limit or a block is meant for, of a request's address: an IPv4 address itself, also one written as IPv6, and of
 * an IPv6 address its network, such as 2001:db8:0:7::/64. What is no address stays as it is.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString().split("%")[0]}/${IPV6_PREFIX}`);
  return `${network}/${IPV6_PREFIX}`;
}
