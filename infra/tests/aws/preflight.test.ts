import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it } from "vitest";
import { preflight } from "../../aws/preflight.ts";
import type { Settings } from "../../settings.ts";
import { specOf } from "./spec.ts";

/** What AWS answers, by the name of the function; a text is why it refuses to. */
type Answers = Record<string, string | Record<string, unknown>>;

/** As the engine hands on what a provider says. */
const refused = (why: string) => Object.assign(new Error(why), { details: `${why}\nand more` });

const signedIn: Answers = {
  getCallerIdentity: { accountId: "123456789012" },
  getAvailabilityZones: { names: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] },
  getZone: { zoneId: "Z1" },
};
let answers = signedIn;
let asked: string[] = [];

beforeEach(async () => {
  asked = [];
  await pulumi.runtime.setMocks({
    newResource: () => ({ id: "none", state: {} }),
    call: ({ token }) => {
      const name = token.split(":").at(-1) ?? "";
      asked.push(name);
      const answer = answers[name];
      if (answer === undefined) throw refused(`${name} was not expected`);
      if (typeof answer === "string") throw refused(answer);
      return answer;
    },
  });
});

const problems = (given: Answers, settings: Partial<Settings> = {}) => {
  answers = { ...signedIn, ...given };
  return preflight(specOf(settings));
};

it("has nothing to say where everything is there", async () => {
  expect(await problems({}, { size: "large" })).toEqual([]);
});

it("says first that nobody is signed in, and how to sign in; it then asks no more", async () => {
  const [problem, ...others] = await problems({ getCallerIdentity: "no valid credential sources found" });
  expect(problem?.code).toBe("AWS_CREDENTIALS");
  expect(problem?.what).toContain("(no valid credential sources found)");
  expect(problem?.remedy).toContain("aws sso login");
  expect(others).toEqual([]);
  expect(asked).toEqual(["getCallerIdentity"]);
});

it("says that a region is too small for the size, and a zone not there, both at once", async () => {
  const found = await problems(
    { getAvailabilityZones: { names: ["us-west-1a", "us-west-1c"] }, getZone: "no matching Route 53 zone" },
    { size: "large" },
  );
  expect(found.map(({ code, setting }) => [code, setting])).toEqual([
    ["TOO_FEW_ZONES", "size"],
    ["DNS_ZONE_MISSING", "dnsZone"],
  ]);
  expect(found[0]?.what).toContain("us-west-1a, us-west-1c");
});

it("asks for no zone where the records are made by hand, and for none of the region where the network is borrowed", async () => {
  expect(await problems({}, { dnsZone: "", networkStack: "acme/campfire/staging" })).toEqual([]);
  expect(asked).toEqual(["getCallerIdentity"]);
});
