import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { parseDnsZone, relativeName } from "../../azure/domain.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));

describe("a host's name in a zone", () => {
  it("and the zone give the host again", () => {
    fc.assert(
      fc.property(host, host, (name, zone) => {
        expect(relativeName(`${name}.${zone}`, zone)).toBe(name);
      }),
    );
  });

  it("is @ for the zone itself, and none for a host outside, also one that only ends alike", () => {
    expect(relativeName("example.com", "example.com")).toBe("@");
    expect(relativeName("chat.example.org", "example.com")).toBeUndefined();
    expect(relativeName("notexample.com", "example.com")).toBeUndefined();
  });
});

it("a zone is a resource group and a name", () => {
  expect(parseDnsZone("my-group/example.com")).toEqual({ group: "my-group", name: "example.com" });
  expect(parseDnsZone("example.com")).toBeUndefined();
});
