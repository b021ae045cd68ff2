import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { hasCredentials, type Machine } from "../../gcp/credentials.ts";
import { apis, look, type Surroundings } from "../../gcp/preflight.ts";
import { images } from "../../images.ts";
import { specOf } from "./support/spec.ts";

const bare: Machine = { env: {}, config: () => undefined, home: "/home/ann", exists: () => false, product: () => "" };
const signedIn: Machine = { ...bare, env: { GOOGLE_APPLICATION_CREDENTIALS: "/home/ann/key.json" } };

const ready: Surroundings = {
  machine: signedIn,
  findExecutable: () => "/usr/bin/docker",
  lock: {},
  google: {
    regions: async () => ["us-central1", "europe-west1"],
    zone: async () => ({ dnsName: "example.com.", visibility: "public" }),
    isEnabled: async () => true,
  },
};
const inZone = specOf({ settings: { dnsZone: "example-com" } });
const problems = (differs: Partial<Surroundings> = {}, spec = inZone) => look(spec, { ...ready, ...differs });
const google = (differs: Partial<Surroundings["google"]>) => ({ google: { ...ready.google, ...differs } });

beforeEach(() => pulumi.runtime.setAllConfig({ "gcp:project": "acme-chat", "gcp:region": "europe-west1" }));

describe("before a stack is made on Google Cloud", () => {
  it("nothing is wrong where everything is there", async () => {
    expect(await problems()).toEqual([]);
  });

  it("missing credentials are the first thing said, and Google is not asked without", async () => {
    const asked = google({ regions: () => Promise.reject(new Error("asked without credentials")) });
    expect(await problems({ machine: bare, ...asked })).toMatchObject([{ code: "CREDENTIALS_MISSING" }]);
  });

  it("a refusal of Google is told by its first line", async () => {
    const refused = google({ regions: () => Promise.reject(new Error("googleapi: Error 403: denied\nDetails: …")) });
    const [problem] = await problems(refused);
    expect(problem).toMatchObject({ code: "GCP_PROJECT_INACCESSIBLE" });
    expect(problem?.what).toBe("Google refused to look into project acme-chat: googleapi: Error 403: denied");
  });

  it("a region that the project may not use is told with those that it may", async () => {
    const [problem] = await problems(google({ regions: async () => ["us-east1", "us-central1"] }));
    expect(problem).toMatchObject({ code: "GCP_REGION_CLOSED", remedy: "Choose one of us-central1, us-east1." });
  });

  it("APIs that are off are told with the one command that turns them on", async () => {
    const [problem] = await problems(
      google({
        isEnabled: async (_project, api) => {
          if (api === "run.googleapis.com") throw new Error("not enabled");
          return api !== "redis.googleapis.com";
        },
      }),
    );
    const command = "gcloud services enable redis.googleapis.com run.googleapis.com --project=acme-chat";
    expect(problem).toMatchObject({ code: "GCP_API_DISABLED", remedy: expect.stringContaining(command) });
    expect(apis.length).toBeGreaterThan(10);
  });

  it.each([
    ["is not there", { zone: () => Promise.reject(new Error("404")) }, "has no zone example-com"],
    ["is private", { zone: async () => ({ dnsName: "example.com.", visibility: "private" }) }, "is private"],
    ["holds another domain", { zone: async () => ({ dnsName: "ample.com.", visibility: "public" }) }, "is not in it"],
  ])("a zone that %s can't hold the domain", async (_what, differs, told) => {
    const [problem] = await problems(google(differs));
    expect(problem).toMatchObject({
      code: "DNS_ZONE_UNUSABLE",
      setting: "dnsZone",
      what: expect.stringContaining(told),
    });
  });

  it("Docker is needed only where the image is built here", async () => {
    const without = { findExecutable: () => undefined };
    expect(await problems(without)).toMatchObject([{ code: "DOCKER_MISSING" }]);
    const image = `docker.io/acme/campfire@sha256:${"0".repeat(64)}`;
    expect(await problems(without, specOf({ settings: { image } }))).toEqual([]);
  });
});

describe("the images of others", () => {
  const spec = specOf({ lifecycle: "production" });

  it("have to be locked in production", async () => {
    const [problem] = await problems({}, spec);
    expect(problem).toMatchObject({ code: "IMAGES_UNLOCKED", what: expect.stringContaining(images.gmpCollector) });
  });

  it("may run once they are", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const lock = Object.fromEntries(Object.values(images).map((image) => [image, digest]));
    expect(await problems({ lock }, spec)).toEqual([]);
  });
});

describe("credentials for Google Cloud", () => {
  it.each<[string, Partial<Machine>]>([
    ["a variable", { env: { GOOGLE_CREDENTIALS: "{}" } }],
    ["the stack's configuration", { config: (key) => (key === "credentials" ? "{}" : undefined) }],
    ["gcloud's own", { exists: (path) => path === "/home/ann/.config/gcloud/application_default_credentials.json" }],
    [
      "gcloud's own, elsewhere",
      { env: { CLOUDSDK_CONFIG: "/etc/g" }, exists: (path) => path === "/etc/g/application_default_credentials.json" },
    ],
    ["a machine of Google's", { product: () => "Google Compute Engine" }],
  ])("are found in %s", (_where, differs) => {
    expect(hasCredentials({ ...bare, ...differs })).toBe(true);
  });

  it("are missed on a machine that has none", () => {
    expect(hasCredentials(bare)).toBe(false);
  });
});
