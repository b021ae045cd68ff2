import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { namespaceOf } from "../../kubernetes/metadata.ts";

describe("the namespace of a stack", () => {
  it("has a name that Kubernetes takes, whatever the stack is called", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/), (stack) => {
        expect(namespaceOf({ project: "campfire", stack })).toMatch(/^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
      }),
    );
  });

  it("is another one for every stack", () => {
    expect(namespaceOf({ project: "campfire", stack: "prod" })).toBe("campfire-prod");
    expect(namespaceOf({ project: "campfire", stack: "staging" })).toBe("campfire-staging");
  });
});
