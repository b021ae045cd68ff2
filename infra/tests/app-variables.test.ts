import { describe, expect, it } from "vitest";
import { VARIABLES } from "../../app/src/settings/table.ts";
import fc from "../../tests/support/properties.ts";
import { appVariableProblems, asksPrivateAddresses, largestRequest, longestRequest } from "../app-variables.ts";
import { readSettings } from "../settings.ts";

const shape = (value: unknown) => readSettings({ variables: JSON.stringify(value) });
const problemsOf = (variables: Record<string, string>) => appVariableProblems({ variables });

describe("what the app is told besides", () => {
  it("is an object of names and values, numbers and yes or no with or without quotes", () => {
    const variables = { CAMPFIRE_AUDIT_DAYS: 90, CAMPFIRE_LINK_PREVIEWS: false, CAMPFIRE_RATE_LIMIT_RPM: "60" };
    const { settings } = shape(variables);
    expect(settings?.variables).toEqual({
      CAMPFIRE_AUDIT_DAYS: "90",
      CAMPFIRE_LINK_PREVIEWS: "false",
      CAMPFIRE_RATE_LIMIT_RPM: "60",
    });
    expect(problemsOf(settings!.variables)).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ["CAMPFIRE_AUDIT_DAYS=90", /no object/],
    ["[1]", /no object/],
    ['{"CAMPFIRE_AUDIT_DAYS": {"days": 90}}', /^CAMPFIRE_AUDIT_DAYS is neither/],
  ])("is refused as anything else: %s", (text, what) => {
    const { problems } = readSettings({ variables: text });
    expect(problems.map(({ code, setting }) => [code, setting])).toEqual([["SETTING_INVALID", "variables"]]);
    expect(problems[0]?.what).toMatch(what);
  });

  it.each<[string, string, RegExp]>([
    ["CAMPFIRE_AUDIT_DAYS", "soon", /It is "soon".*whole number/],
    ["CAMPFIRE_AUDIT_DAY", "90", /no such variable; did you mean CAMPFIRE_AUDIT_DAYS\?/],
    ["PATH", "/bin", /no such variable\./],
    ["CAMPFIRE_SMTP_URL", "smtps://me:hunter2@mail.example.com", /Set campfire:smtpUrl instead/],
    ["CAMPFIRE_LOG_LEVEL", "debug", /Set campfire:logLevel instead/],
    ["CAMPFIRE_DATABASE_URL", "postgres://me:hunter2@elsewhere/db", /The stack sets it itself/],
    ["CAMPFIRE_WORKER_THREADS", "4", /one event loop.*replicas/],
  ])("is refused where the app would, or where it is not the operator's to say: %s=%s", (name, value, words) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "SETTING_INVALID", setting: `variables.${name}` });
    expect(`${problem?.what} ${problem?.remedy}`).toMatch(words);
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });

  it("never reaches what a stack sets itself, whatever it is set to", () => {
    const open = VARIABLES.filter(({ name }) =>
      problemsOf({ [name]: "true" }).every(({ remedy }) => !/^Remove it|instead/.test(remedy)),
    );
    expect(open.map(({ name }) => name)).not.toContain("CAMPFIRE_SECRET_KEY");
    expect(open.every(({ readBy }) => readBy.includes("serve"))).toBe(true);
    fc.assert(
      fc.property(fc.constantFrom(...VARIABLES), fc.string(), ({ name }, value) => {
        for (const { setting } of problemsOf({ [name]: value })) expect(setting).toBe(`variables.${name}`);
      }),
    );
  });

  it("tells an ingress how large a request may be, and how long it may take at 64 KiB a second", () => {
    const variables = { CAMPFIRE_MAX_REQUEST_SIZE: String(64 * 1024 * 1024) };
    expect(largestRequest({ variables })).toBe(67_108_864);
    expect(longestRequest({ variables })).toBe(1024);
    expect([largestRequest({ variables: {} }), longestRequest({ variables: {} })]).toEqual([16_777_216, 256]);
    expect(longestRequest({ variables: { CAMPFIRE_REQUEST_TIMEOUT: "600" } })).toBe(600);
  });

  it("says whether private addresses are asked", () => {
    expect(asksPrivateAddresses({ variables: {} })).toBe(false);
    for (const name of ["WEBHOOK", "PUSH", "LINK_PREVIEW"])
      expect(asksPrivateAddresses({ variables: { [`CAMPFIRE_${name}_ALLOW_PRIVATE`]: "true" } })).toBe(true);
  });
});
