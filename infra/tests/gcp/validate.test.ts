import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import type { Spec } from "../../contract.ts";
import { validate } from "../../gcp/validate.ts";
import { specOf } from "./support/spec.ts";

const good = { "gcp:project": "acme-chat", "gcp:region": "europe-west1" };

function problemsOf(spec: Spec, config: Record<string, string> = good) {
  pulumi.runtime.setAllConfig(config);
  return validate(spec);
}
const codesOf = (...args: Parameters<typeof problemsOf>) => problemsOf(...args).map(({ code }) => code);

afterEach(() => pulumi.runtime.setAllConfig({}));

describe("a spec for Google Cloud", () => {
  it("is taken as it is in the stack file", () => {
    expect(problemsOf(specOf())).toEqual([]);
  });

  it("needs a project and a region, and both are said at once", () => {
    expect(codesOf(specOf(), {})).toEqual(["GCP_PROJECT_MISSING", "GCP_REGION_MISSING"]);
  });

  it.each(["12345678", "Acme Chat", "acme", "acme-"])("is refused for a project %j, which can't be one", (project) => {
    expect(codesOf(specOf(), { ...good, "gcp:project": project })).toEqual(["GCP_PROJECT_INVALID"]);
  });

  it("is refused for a region that is none, with the one that was meant", () => {
    const [problem] = problemsOf(specOf(), { ...good, "gcp:region": "europe-west-1" });
    expect(problem).toMatchObject({ code: "GCP_REGION_UNKNOWN", what: expect.stringContaining("europe-west1?") });
  });

  it("needs a domain, since the load balancer has no name", () => {
    const [problem] = problemsOf(specOf({ settings: { domain: "" } }));
    expect(problem).toMatchObject({ code: "DOMAIN_MISSING", setting: "domain" });
  });

  it("needs to know where the domain's records are kept, if only that it is elsewhere", () => {
    const [problem] = problemsOf(specOf({ settings: { dnsZone: "" } }));
    expect(problem).toMatchObject({ code: "DNS_ZONE_UNSET", remedy: expect.stringContaining("dnsZone external") });
    expect(problemsOf(specOf({ settings: { dnsZone: "external" } }))).toEqual([]);
  });

  it.each(["europe-west1-docker.pkg.dev/acme/images/campfire", "gcr.io/acme/campfire", "docker.io/acme/campfire"])(
    "may run an image of %s",
    (repository) => {
      expect(problemsOf(specOf({ settings: { image: `${repository}@sha256:${"0".repeat(64)}` } }))).toEqual([]);
    },
  );

  it("is refused for an image where Cloud Run can't get it", () => {
    const image = `ghcr.io/acme/campfire@sha256:${"0".repeat(64)}`;
    const [problem] = problemsOf(specOf({ settings: { image } }));
    expect(problem).toMatchObject({ code: "IMAGE_UNREACHABLE", what: expect.stringContaining("ghcr.io") });
  });

  it("is refused for requests larger than Cloud Run takes", () => {
    const requests = (bytes: number) =>
      specOf({ settings: { variables: { CAMPFIRE_MAX_REQUEST_SIZE: String(bytes) } } });
    expect(problemsOf(requests(33_554_432))).toEqual([]);
    expect(problemsOf(requests(33_554_433))).toMatchObject([
      { code: "REQUESTS_TOO_LARGE", setting: "variables.CAMPFIRE_MAX_REQUEST_SIZE" },
    ]);
  });

  it("is refused for more replicas than the size's database bears, with how many it does", () => {
    const [problem] = problemsOf(specOf({ replicas: 50 }));
    expect(problem).toMatchObject({ code: "TOO_MANY_REPLICAS", remedy: expect.stringContaining("replicas 5") });
    expect(problemsOf(specOf({ replicas: 5 }))).toEqual([]);
  });
});
