import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { textOf } from "../../engine/project/config.ts";
import fc from "../../tests/support/properties.ts";
import { expiryProblems } from "../expiry.ts";
import { readSettings, type SettingName, settingNames, table } from "../settings.ts";

interface Declaration {
  type: string;
  default: string | number | object;
  description: string;
}
const pulumiYaml = parse(readFileSync(resolve(import.meta.dirname, "../../Pulumi.yaml"), "utf8")) as {
  config: Record<string, Declaration>;
};
const wrong: Partial<Record<SettingName, string>> = {
  size: "huge",
  replicas: "two",
  port: "80",
  lifecycle: "",
  logLevel: "loud",
};

describe("settings", () => {
  it("are declared in Pulumi.yaml, all of them, with the same defaults and a description", () => {
    const declared = Object.entries(pulumiYaml.config).map(([name, { default: value }]) => [name, textOf(value)]);
    expect(Object.fromEntries(declared)).toEqual(
      Object.fromEntries(settingNames.map((name) => [name, table[name].default])),
    );
    for (const { description } of Object.values(pulumiYaml.config)) expect(description).toMatch(/^[A-Z].{20,}\.$/);
  });

  it("take their defaults where a stack file says nothing", () => {
    expect(readSettings({}).settings).toMatchObject({
      platform: "local",
      size: "small",
      lifecycle: "ephemeral",
      port: 8443,
    });
  });

  it("are checked all at once: each wrong one is named, and no right one", () => {
    const names = Object.keys(wrong) as SettingName[];
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), (chosen) => {
        const { problems } = readSettings(Object.fromEntries(chosen.map((name) => [name, wrong[name] ?? ""])));
        expect(problems.map(({ setting }) => setting).sort()).toEqual([...chosen].sort());
        expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["SETTING_INVALID"]));
      }),
    );
  });

  it("say the value, what is allowed and how to change it", () => {
    const [problem] = readSettings({ size: "huge" }).problems;
    expect(problem?.what).toContain('"huge" is none of small, medium, large');
    expect(problem?.remedy).toContain("Pulumi.<stack>.yaml");
  });

  it("are refused when unknown, with a guess where one is near", () => {
    const [near, far] = readSettings({ replica: "2", flux: "3" }).problems;
    expect(near).toMatchObject({ code: "SETTING_UNKNOWN", setting: "replica" });
    expect(near?.what).toContain("campfire:replicas");
    expect(far?.what).not.toContain("Did you mean");
  });

  it("take a last day only as a day of the calendar, on a cloud, and not in production", () => {
    const read = (expiresAt: string, lifecycle = "staging", platform = "aws") =>
      readSettings({ expiresAt, lifecycle, platform });
    expect(read("2028-02-29").settings?.expiresAt).toBe("2028-02-29");
    // As the official CLI reads a day without quotes.
    expect(read("2026-12-31 00:00:00 +0000 UTC").settings?.expiresAt).toBe("2026-12-31");
    for (const wrong of ["2026-02-29", "2026-1-2", "tomorrow", "2026-12-31T00:00:00Z"])
      expect(read(wrong).problems).toMatchObject([{ code: "SETTING_INVALID", setting: "expiresAt" }]);
    expect(read("2026-12-31", "staging", "docker").problems).toMatchObject([{ code: "SETTING_UNUSED" }]);
    const problems = (lifecycle: "staging" | "production", expiresAt = "2026-12-31") =>
      expiryProblems({ expiresAt, lifecycle });
    expect(problems("staging")).toEqual([]);
    expect(problems("production", "")).toEqual([]);
    expect(problems("production")).toMatchObject([{ code: "EXPIRY_IN_PRODUCTION", setting: "expiresAt" }]);
  });

  it("survive any text: a setting or a problem, never an exception", () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingNames), fc.string(), (name, text) => {
        const { settings, problems } = readSettings({ [name]: text });
        expect(settings === undefined).toBe(problems.length > 0);
      }),
    );
  });
});
