import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { type ResourceState, requirementsOf } from "../state/resource.ts";
import { Snapshot } from "../state/snapshot.ts";
import { resources } from "./support/arbitraries.ts";

const isInOrder = (all: ResourceState[]): boolean =>
  all.every((resource, at) => requirementsOf(resource).every((urn) => all.slice(0, at).some((one) => one.urn === urn)));

test("at any moment of a run, every resource comes after all that it needs", () => {
  fc.assert(
    fc.property(resources, fc.nat(), (all, many) => {
      const snapshot = new Snapshot(all);
      for (const old of all.slice(0, many % (all.length + 1))) snapshot.settle({ ...old, outputs: {} }, old);
      expect(isInOrder(snapshot.resources())).toBe(true);
      expect(snapshot.resources()).toHaveLength(all.length);
    }),
  );
});

test("when a resource turns out to be gone, nothing names it any more", () => {
  fc.assert(
    fc.property(resources, fc.nat(), (all, at) => {
      const gone = all[at % Math.max(1, all.length)];
      if (!gone) return;
      const snapshot = new Snapshot(all);
      snapshot.drop(gone);
      expect(snapshot.resources().flatMap(requirementsOf)).not.toContain(gone.urn);
      expect(isInOrder(snapshot.resources())).toBe(true);
    }),
  );
});

test("a resource that got a new name is named so by those that are still as the last run left them", () => {
  const thing = (urn: string, dependencies: string[] = []): ResourceState => ({
    urn,
    type: "t",
    custom: true,
    inputs: {},
    outputs: {},
    dependencies,
    propertyDependencies: { value: dependencies },
    parent: dependencies[0],
  });
  const old = thing("old");
  const snapshot = new Snapshot([old, thing("user", ["old"])]);
  snapshot.settle(thing("new"), old);
  expect(snapshot.resources().map(requirementsOf)).toEqual([[], ["new"]]);
});
