import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { alertsOf } from "../../cost/prices-gcp.ts";
import { databaseTiers, gcpSize, mostReplicas } from "../../gcp/sizing.ts";
import { sizes } from "../../presets.ts";
import { specOf } from "./support/spec.ts";

/** cloud.google.com/run/docs/configuring/services/cpu: cores of an instance that is always on, and the least memory of each. */
const offered = new Map([
  [1, 512],
  [2, 512],
  [4, 2048],
  [6, 4096],
  [8, 4096],
]);

describe.each(sizes)("size %s on Google Cloud", (size) => {
  it("is one that Cloud Run offers", () => {
    const { app, concurrency } = gcpSize(specOf({ size }));
    expect([...offered.keys()]).toContain(app.cpu);
    expect(app.memoryMiB).toBeGreaterThanOrEqual(offered.get(app.cpu)!);
    expect(concurrency).toBeLessThanOrEqual(1000);
  });

  it("takes the connections that it is meant for also when an instance is lost, and all that it warns of when it has grown", () => {
    const spec = specOf({ size });
    const { concurrency, minInstances, maxInstances } = gcpSize(spec);
    expect(concurrency * (minInstances - 1)).toBeGreaterThanOrEqual(spec.size.targets.connections);
    expect(concurrency * maxInstances).toBeGreaterThan(spec.size.thresholds.connections);
  });

  it("has a database that bears as many replicas as are let through, and not one more", () => {
    const most = mostReplicas(specOf({ size }));
    const connections = (replicas: number) => gcpSize(specOf({ size, replicas })).databaseConnections;
    const { mostConnections } = databaseTiers[gcpSize(specOf({ size })).database];
    expect(connections(most)).toBeLessThanOrEqual(mostConnections);
    expect(connections(most + 1)).toBeGreaterThan(mostConnections);
    expect(most).toBeGreaterThanOrEqual(specOf({ size }).size.replicas.max);
  });

  it("never has fewer instances at most than at least", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (replicas) => {
        const { minInstances, maxInstances } = gcpSize(specOf({ size, replicas }));
        expect(minInstances).toBe(replicas);
        expect(maxInstances).toBeGreaterThanOrEqual(minInstances);
      }),
    );
  });
});

it("as many alerts are paid for as there are", () => {
  const golden = join(import.meta.dirname, "../../../tests/golden/gcp-small-production.json");
  const { counts } = JSON.parse(readFileSync(golden, "utf8")) as { counts: Record<string, number> };
  const spec = specOf({ size: "small", lifecycle: "production" });
  expect(alertsOf(spec)).toBe(counts["gcp:monitoring/alertPolicy:AlertPolicy"]);
});
