import ipaddr from "ipaddr.js";
import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { networkOf } from "../src/http/networks.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::ffff:c000:207", "192.0.2.7"],
  ["2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"],
  ["2001:DB8:0000:0007::", "2001:db8:0:7::/64"],
  ["fe80::1%eth0", "fe80::/64"],
  ["::1", "::/64"],
  ["nowhere", "nowhere"],
])("the network of %s is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("the network of IPv6 addresses is the same where their first half is, and only there", () => {
  const words = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
  // Not one of those that hold an IPv4 address.
  const network = words.filter((half) => half[0] !== 0);
  const of = (half: number[], host: number[]) => networkOf(new ipaddr.IPv6([...half, ...host]).toString());
  fc.assert(
    fc.property(network, words, words, fc.integer({ min: 0, max: 3 }), (half, host, other, changed) => {
      expect(of(half, other)).toBe(of(half, host));
      const next = half.map((word, i) => (i === changed ? word ^ 0x8000 || 1 : word));
      expect(of(next, host)).not.toBe(of(half, host));
    }),
  );
});
