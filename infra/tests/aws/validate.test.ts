import { expect, it } from "vitest";
import { validate } from "../../aws/preflight.ts";
import { regions } from "../../aws/regions.ts";
import type { Settings } from "../../settings.ts";
import { specOf } from "./spec.ts";

const codes = (given: Partial<Settings>, region: string | null = "eu-central-1") =>
  validate(specOf(given), region ?? undefined).map(({ code }) => code);

it("accepts a stack with a domain in its zone, in any region that has what it needs", () => {
  for (const region of regions) expect(codes({}, region)).toEqual([]);
  expect(codes({ domain: "example.com" })).toEqual([]);
  expect(codes({ dnsZone: "external" })).toEqual([]);
});

it("refuses a region that is missing or misspelt, and lists those that there are", () => {
  expect(codes({}, null)).toEqual(["AWS_REGION"]);
  const [problem] = validate(specOf(), "eu-centrall-1");
  expect(problem?.what).toContain("eu-centrall-1");
  expect(problem?.remedy).toContain("pulumi config set aws:region");
  expect(problem?.remedy).toContain("eu-central-1");
});

it("refuses to serve without a host name, for which there is no certificate", () => {
  expect(codes({ domain: "", dnsZone: "" })).toEqual(["DOMAIN_MISSING"]);
});

it("refuses a domain of which nobody said where its records are kept, and names the zone that is likely", () => {
  const [problem] = validate(specOf({ dnsZone: "" }), "eu-west-1");
  expect(problem).toMatchObject({ code: "DNS_ZONE_UNSET", setting: "dnsZone" });
  expect(problem?.remedy).toContain("dnsZone example.com");
  expect(problem?.remedy).toContain("dnsZone external");
});

it("refuses a domain that its zone does not hold, and names one that might", () => {
  expect(codes({ domain: "chat.example.org" })).toEqual(["DOMAIN_OUTSIDE_ZONE"]);
  // An ending alone is not enough.
  expect(codes({ domain: "chat.myexample.com" })).toEqual(["DOMAIN_OUTSIDE_ZONE"]);
  expect(validate(specOf({ domain: "chat.example.org" }), "eu-west-1")[0]?.remedy).toContain("dnsZone example.org");
});

it("refuses more replicas than the database bears, and says how many would do: that many are accepted", () => {
  for (const size of ["small", "medium", "large"] as const) {
    const [problem] = validate(specOf({ size, replicas: 100 }), "eu-west-1");
    expect(problem?.code).toBe("TOO_MANY_REPLICAS");
    const most = Number(/replicas (\d+)/.exec(problem?.remedy ?? "")?.[1]);
    expect(codes({ size, replicas: most })).toEqual([]);
    expect(codes({ size, replicas: most + 1 })).toEqual(["TOO_MANY_REPLICAS"]);
  }
});

it("says all that is wrong at once", () => {
  expect(codes({ domain: "", replicas: 100 }, "nowhere")).toEqual([
    "AWS_REGION",
    "DOMAIN_MISSING",
    "TOO_MANY_REPLICAS",
  ]);
});
