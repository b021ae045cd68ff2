import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { networkCidr, type SubnetKind, subnetCidr } from "../../aws/addresses.ts";
import {
  awsSize,
  cacheMemoryMiB,
  connectionsOf,
  databaseConnections,
  fargateTask,
  helperTasks,
  mostReplicas,
} from "../../aws/sizing.ts";
import { aws as prices } from "../../cost/prices-aws.ts";
import { sizes } from "../../presets.ts";
import { specOf } from "./spec.ts";

describe("a Fargate task", () => {
  it("is large enough, and none that Fargate offers and is smaller would be", () => {
    const cores = fc.constantFrom(0.1, 0.25, 0.5, 1, 1.5, 2, 4);
    fc.assert(
      fc.property(cores, fc.integer({ min: 1, max: 30_720 }), (wanted, memory) => {
        const task = fargateTask(wanted, memory)!;
        expect(task.cpu).toBeGreaterThanOrEqual(wanted * 1024);
        expect(task.memory).toBeGreaterThanOrEqual(memory);
        // Fargate's own limits: 2 to 8 GiB a core from one core on, 1 to 4 for half a core, up to 2 for a quarter.
        const perCore = task.memory / task.cpu;
        expect(perCore).toBeGreaterThanOrEqual(1.875);
        expect(perCore).toBeLessThanOrEqual(8);
      }),
    );
  });

  it("does not exist beyond what Fargate offers", () => {
    expect(fargateTask(8, 1024)).toBeUndefined();
    expect(fargateTask(1, 40_000)).toBeUndefined();
  });

  it("is one that Fargate offers for each helper too", () => {
    for (const { cpu, memory } of Object.values(helperTasks))
      expect(fargateTask(cpu / 1024, memory)).toEqual({ cpu, memory });
  });
});

describe.each(sizes)("size %s", (size) => {
  const spec = specOf({ size });

  it("has a database that bears every replica's pool", () => {
    expect(databaseConnections(spec)).toBeGreaterThan(mostReplicas(spec) * spec.size.database.connectionsPerReplica);
    expect(databaseConnections(spec)).toBeLessThanOrEqual(connectionsOf(awsSize(spec).databaseClass));
  });

  it("has a cache that holds what it should, beside the quarter that ElastiCache keeps for itself", () => {
    expect(cacheMemoryMiB[awsSize(spec).cacheNode] * 0.75).toBeGreaterThanOrEqual(spec.size.cache.memoryMiB);
  });

  it("is priced by what it has", () => {
    const lines = prices.lines(spec).map(({ what }) => what);
    const { databaseClass, cacheNode, natGateways } = awsSize(spec);
    expect(lines.some((what) => what.endsWith(databaseClass))).toBe(true);
    expect(lines.some((what) => what.endsWith(cacheNode))).toBe(true);
    expect(lines.some((what) => what.startsWith(`${natGateways} NAT gateway`))).toBe(true);
  });
});

describe("the addresses of subnets", () => {
  const kinds: SubnetKind[] = ["public", "tasks", "data"];
  const all = kinds.flatMap((kind) => [0, 1, 2, 3].map((zone) => rangeOf(subnetCidr(kind, zone))));

  it("never overlap, and lie within the network", () => {
    const [start, end] = rangeOf(networkCidr);
    for (const [from, to] of all) {
      expect(from).toBeGreaterThanOrEqual(start);
      expect(to).toBeLessThanOrEqual(end);
    }
    const sorted = all.toSorted(([a], [b]) => a - b);
    for (const [index, [from]] of sorted.entries()) if (index > 0) expect(from).toBeGreaterThan(sorted[index - 1]![1]);
  });

  it("are set aside for four zones, and no more", () => {
    expect(() => subnetCidr("public", 4)).toThrow(RangeError);
  });
});

/** First and last address of a range, as numbers. */
function rangeOf(cidr: string): [number, number] {
  const [address = "", bits = "0"] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const count = 2 ** (32 - Number(bits));
  expect(first % count).toBe(0);
  return [first, first + count - 1];
}
