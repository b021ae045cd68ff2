import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { type ResourceState, requirementsOf } from "../state/resource.ts";
import { deletionOrder, dependentsOf } from "../update/order.ts";
import { resources } from "./support/arbitraries.ts";

test("everything is deleted once, after all that needs it", () => {
  fc.assert(
    fc.property(resources, (all) => {
      const groups = deletionOrder(all);
      expect(groups.flat()).toHaveLength(all.length);
      expect(new Set(groups.flat())).toEqual(new Set(all));
      const turnOf = (urn: string) => groups.findIndex((group) => group.some((resource) => resource.urn === urn));
      for (const resource of all) {
        for (const needed of requirementsOf(resource)) expect(turnOf(resource.urn)).toBeLessThan(turnOf(needed));
      }
    }),
  );
});

test("what does not need each other is deleted at the same time", () => {
  const alone = (name: string): ResourceState => ({
    urn: name,
    type: "t",
    custom: true,
    inputs: {},
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
  });
  expect(deletionOrder([alone("a"), alone("b"), { ...alone("c"), dependencies: ["a"] }])).toHaveLength(2);
});

test("the dependents of a resource are all those, and only those, from which a chain of needs leads to it", () => {
  fc.assert(
    fc.property(resources, fc.nat(), (all, at) => {
      const root = all[at % Math.max(1, all.length)];
      if (!root) return;
      const found = new Set(dependentsOf(root, all));
      const byUrn = new Map(all.map((resource) => [resource.urn, resource]));
      const needsRoot = (resource: ResourceState): boolean =>
        requirementsOf(resource).some((urn) => urn === root.urn || needsRoot(byUrn.get(urn)!));
      for (const resource of all) expect(found.has(resource)).toBe(resource !== root && needsRoot(resource));
    }),
  );
});
