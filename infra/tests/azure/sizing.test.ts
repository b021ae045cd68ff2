import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import {
  azureSize,
  containerSize,
  databaseConnections,
  databaseStorage,
  offeredConnections,
  postgresTiers,
  redisMemoryMiB,
} from "../../azure/sizing.ts";
import { sizes } from "../../presets.ts";
import { specOf } from "./support/spec.ts";

describe("a container", () => {
  const asked = fc.record({
    cpu: fc.double({ min: 0.1, max: 4, noNaN: true }),
    memoryMiB: fc.integer({ min: 1, max: 8192 }),
  });

  it("has at least what is asked for, in a size that Container Apps sells", () => {
    fc.assert(
      fc.property(asked, ({ cpu, memoryMiB }) => {
        const size = containerSize({ cpu, memoryMiB });
        const gib = Number(size.memory.replace("Gi", ""));
        expect(size.cpu).toBeGreaterThanOrEqual(cpu);
        expect(gib * 1024).toBeGreaterThanOrEqual(memoryMiB);
        expect(gib).toBe(size.cpu * 2);
        expect((size.cpu * 4) % 1).toBe(0);
      }),
    );
  });

  it("has no more than that: a step less would be too little", () => {
    fc.assert(
      fc.property(asked, ({ cpu, memoryMiB }) => {
        const less = containerSize({ cpu, memoryMiB }).cpu - 0.25;
        expect(less < 0.25 || less < cpu || less * 2048 < memoryMiB).toBe(true);
      }),
    );
  });
});

describe.each(sizes)("size %s", (size) => {
  const spec = specOf({ size });

  it("has a database that lets every replica fill its pool, with a standby where the preset wants one", () => {
    expect(offeredConnections(spec)).toBeGreaterThanOrEqual(databaseConnections(spec));
    const tier = postgresTiers[azureSize(spec).database];
    expect(tier.standby || !spec.size.database.standby).toBe(true);
    expect(databaseStorage(spec)).toBeGreaterThanOrEqual(spec.size.database.storageGiB);
  });

  it("has a cache that holds what the preset says in the four fifths that are for data", () => {
    expect(redisMemoryMiB[azureSize(spec).cache] * 0.8).toBeGreaterThanOrEqual(spec.size.cache.memoryMiB);
  });
});
