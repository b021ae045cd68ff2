import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { nameOf } from "../../azure/names.ts";

const anyStack = fc.record({
  project: fc.stringMatching(/^[A-Za-z0-9._-]{1,60}$/),
  stack: fc.stringMatching(/^[A-Za-z0-9._-]{1,60}$/),
});
const suffix = fc.constantFrom("", "backup", "restore-test");

describe("a container app's name", () => {
  it("is one that Azure takes, whatever project and stack are called", () => {
    fc.assert(
      fc.property(anyStack, suffix, (stack, end) => {
        expect(nameOf(stack, end)).toMatch(/^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,31}$/);
      }),
    );
  });

  it("is another one for another stack, so that several can share an environment", () => {
    fc.assert(
      fc.property(anyStack, anyStack, suffix, (one, other, end) => {
        fc.pre(`${one.project}-${one.stack}` !== `${other.project}-${other.stack}`);
        expect(nameOf(one, end)).not.toBe(nameOf(other, end));
      }),
    );
  });

  it("is the plain one where that fits", () => {
    expect(nameOf({ project: "campfire", stack: "prod" })).toBe("campfire-prod");
    expect(nameOf({ project: "campfire", stack: "prod" }, "backup")).toBe("campfire-prod-backup");
  });
});
