import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { validate } from "../../azure/preflight.ts";
import { normalized, regions } from "../../azure/regions.ts";
import { specOf } from "./support/spec.ts";

const inLocation = (location: string | undefined) =>
  pulumi.runtime.setAllConfig(location === undefined ? {} : { "azure-native:location": location });
const codes = (config: Record<string, string>) => validate(specOf(config)).map(({ code }) => code);

beforeEach(() => inLocation("westeurope"));
afterEach(() => inLocation(undefined));

describe("before anything is made", () => {
  it("an ordinary stack has no problem, at any size and lifecycle", () => {
    for (const size of ["small", "medium", "large"]) {
      for (const lifecycle of ["ephemeral", "staging", "production"]) expect(codes({ size, lifecycle })).toEqual([]);
    }
  });

  it("a missing or a wrong region is named, with a near one that exists", () => {
    inLocation(undefined);
    expect(codes({})).toEqual(["AZURE_LOCATION_MISSING"]);
    inLocation("westerope");
    const [problem] = validate(specOf({}));
    expect(problem).toMatchObject({ code: "AZURE_LOCATION_UNKNOWN", what: expect.stringContaining('"westeurope"') });
  });

  it("a region may be written as Azure shows it", () => {
    inLocation("West Europe");
    expect(codes({})).toEqual([]);
    for (const name of Object.keys(regions)) expect(normalized(name)).toBe(name);
  });

  it("a production standby is refused where there are no zones, and a small stack is not", () => {
    inLocation("westus");
    expect(codes({ size: "medium", lifecycle: "production" })).toEqual(["AZURE_REGION_WITHOUT_ZONES"]);
    expect(codes({ size: "small", lifecycle: "production" })).toEqual([]);
    expect(codes({ size: "medium", lifecycle: "staging" })).toEqual([]);
  });

  it("more replicas than the database has connections for are refused", () => {
    expect(codes({ size: "small", replicas: "19" })).toEqual([]);
    expect(codes({ size: "small", replicas: "20" })).toEqual(["TOO_MANY_REPLICAS"]);
  });

  it.each([
    [{ domain: "chat.example.com", dnsZone: "dns/example.com" }, []],
    [{ domain: "example.com", dnsZone: "dns/example.com" }, []],
    [{ domain: "chat.example.com" }, []],
    [{ domain: "chat.example.com", dnsZone: "example.com" }, ["DNS_ZONE_UNREADABLE"]],
    [{ domain: "chat.example.org", dnsZone: "dns/example.com" }, ["DOMAIN_OUTSIDE_ZONE"]],
    [{ dnsZone: "dns/example.com" }, ["DOMAIN_MISSING"]],
  ])("%j: %j", (config, expected) => {
    expect(codes(config as Record<string, string>)).toEqual(expected);
  });

  it("every problem says what to do", () => {
    inLocation("nowhere");
    for (const { what, remedy } of validate(specOf({ dnsZone: "dns/example.com", replicas: "100" }))) {
      expect(what).toMatch(/[.]$/);
      expect(remedy).toMatch(/`|choose|Give/);
    }
  });
});
