import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { preflight, validate } from "../../azure/preflight.ts";
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
    const [problem] = validate(specOf({ size: "small", replicas: "20" }));
    expect(problem).toMatchObject({ code: "TOO_MANY_REPLICAS", remedy: expect.stringContaining("replicas 19") });
  });

  it.each([
    [{ domain: "chat.example.com", dnsZone: "dns/example.com" }, []],
    [{ domain: "example.com", dnsZone: "dns/example.com" }, []],
    [{}, []],
    [{ domain: "chat.example.com", dnsZone: "external" }, []],
    [{ domain: "chat.example.com" }, ["DNS_ZONE_UNSET"]],
    [{ dnsZone: "external" }, ["DOMAIN_MISSING"]],
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

describe("what Azure says before anything is made", () => {
  /** Answers by the name of the function; a text is why it refuses to. */
  type Answers = Record<string, string | Record<string, unknown>>;
  let asked: string[];

  async function found(answers: Answers, config: Record<string, string> = {}) {
    asked = [];
    await pulumi.runtime.setMocks({
      newResource: () => ({ id: "none", state: {} }),
      call: ({ token }) => {
        const name = token.split(":").at(-1) ?? "";
        asked.push(name);
        const answer = answers[name];
        if (typeof answer === "object") return answer;
        throw Object.assign(new Error(`invocation failed: ${answer}`), { details: `${answer}\nand more` });
      },
    });
    return preflight(specOf(config));
  }
  const signedIn: Answers = { getClientConfig: { tenantId: "tenant" }, getZone: { name: "example.com" } };
  const withZone = { domain: "chat.example.com", dnsZone: "dns/example.com" };

  it("nothing, where somebody is signed in and the zone is there", async () => {
    expect(await found(signedIn)).toEqual([]);
    expect(await found(signedIn, withZone)).toEqual([]);
    expect(asked).toEqual(["getClientConfig", "getZone"]);
  });

  it("that nobody is signed in, how to sign in, and nothing else then", async () => {
    const [problem, ...others] = await found({ getClientConfig: "no credentials" }, withZone);
    expect(problem?.code).toBe("AZURE_CREDENTIALS_MISSING");
    expect(problem?.what).toBe("Azure doesn't know who deploys: no credentials");
    expect(problem?.remedy).toContain("az login");
    expect(others).toEqual([]);
    expect(asked).toEqual(["getClientConfig"]);
  });

  it("that there is no such zone, and how to find one", async () => {
    const [problem] = await found({ ...signedIn, getZone: "not found" }, withZone);
    expect(problem).toMatchObject({ code: "DNS_ZONE_NOT_FOUND", setting: "dnsZone" });
    expect(problem?.what).toContain("no zone example.com in the resource group dns: not found");
    expect(problem?.remedy).toContain("az network dns zone list");
  });

  it("that production would run an image by a name that its publisher can move", async () => {
    const [problem, ...others] = await found(signedIn, { lifecycle: "production" });
    expect(problem).toMatchObject({ code: "IMAGES_UNLOCKED", setting: "lifecycle" });
    expect(problem?.remedy).toContain("npm run pin-images");
    expect(others).toEqual([]);
  });
});
