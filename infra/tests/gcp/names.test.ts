import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { nameOf } from "../../gcp/names.ts";
import { specOf } from "./support/spec.ts";

const stack = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/);
const what = fc.constantFrom("", "backup", "verify-backup", "grafana");

describe("a name on Google Cloud", () => {
  it("is one that Cloud Run takes, whatever the stack is called", () => {
    fc.assert(
      fc.property(stack, what, (name, part) => {
        expect(nameOf(specOf({ stack: name }), part)).toMatch(/^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$/);
      }),
    );
  });

  it("differs for every stack and every part of it", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(stack, what), { selector: String, minLength: 2, maxLength: 5 }), (all) => {
        const full = new Set(all.map(([name, part]) => [name, part].filter(Boolean).join("-")));
        const names = new Set(all.map(([name, part]) => nameOf(specOf({ stack: name }), part)));
        expect(names.size).toBe(full.size);
      }),
    );
  });

  it("reads as whose it is", () => {
    expect(nameOf(specOf({ stack: "prod" }), "backup")).toBe("campfire-prod-backup");
    expect(nameOf(specOf({ stack: "Prod" }))).toMatch(/^campfire-prod-[0-9a-f]{6}$/);
  });
});
