import { closest, distance } from "fastest-levenshtein";
import * as z from "zod";
import { platformNames } from "./platforms.ts";
import { lifecycles, sizes } from "./presets.ts";
import type { Problem } from "./problems.ts";

/** Ports that a local stack takes, from the setting `port` on: see local/ports.ts. */
export const portsOfAStack = 20;

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: ({ input }) => `${JSON.stringify(input)} is none of ${values.join(", ")}.` });

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, { error: ({ input }) => `${JSON.stringify(input)} is not a whole number.` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: ({ input }) => `${input} is not between ${min} and ${max}.`,
    });

/**
 * Every setting that a stack file can hold, as its text in the stack's configuration (which is where Pulumi keeps even numbers as text).
 * Defaults and the long description of each are in Pulumi.yaml, which a test compares with this table.
 */
const schemas = {
  platform: oneOf(platformNames).describe("Where the stack runs."),
  size: oneOf(sizes).describe("How many people it is for."),
  lifecycle: oneOf(lifecycles).describe("What is protected, and how long backups are kept."),
  replicas: wholeNumber(0, 100).describe("Replicas of the app; 0 takes the size's number."),
  port: wholeNumber(1024, 65_535 - portsOfAStack).describe("First of the ports of a local stack."),
  logLevel: oneOf(["debug", "info", "warn", "error"]).describe("How much the app logs."),
} satisfies Record<string, z.ZodType<string | number, string>>;

type Schemas = typeof schemas;
export type Settings = { [Name in keyof Schemas]: z.output<Schemas[Name]> };
export type SettingName = keyof Settings;
export const settingNames = Object.keys(schemas) as SettingName[];

/**
 * Reads the settings from a stack's configuration (name without the project → text), all at once: either every setting is right, or
 * `problems` names each that is not. Codes: SETTING_UNKNOWN, SETTING_MISSING, SETTING_INVALID.
 */
export function readSettings(
  config: Readonly<Record<string, string>>,
): { settings: Settings; problems: [] } | { settings?: undefined; problems: Problem[] } {
  const unknown = Object.keys(config)
    .filter((name) => !settingNames.includes(name as SettingName))
    .map(unknownSetting);
  const results = settingNames.map((name) => [name, schemas[name].safeParse(config[name])] as const);
  const wrong = results.flatMap(([name, result]) =>
    result.success ? [] : [wrongSetting(name, config[name], result.error.issues[0]?.message ?? "it is not valid.")],
  );
  const problems = [...unknown, ...wrong];
  if (problems.length > 0) return { problems };
  return {
    settings: Object.fromEntries(results.map(([name, result]) => [name, result.data])) as Settings,
    problems: [],
  };
}

function unknownSetting(name: string): Problem {
  const nearest = closest(name, settingNames);
  const guess = distance(name, nearest) <= Math.max(2, name.length / 3) ? ` Did you mean campfire:${nearest}?` : "";
  return {
    code: "SETTING_UNKNOWN",
    setting: name,
    what: `There is no such setting.${guess}`,
    remedy: `Remove it from the stack file (\`pulumi config rm ${name}\`); Pulumi.yaml lists those that exist: ${settingNames.join(", ")}.`,
  };
}

function wrongSetting(name: SettingName, value: string | undefined, message: string): Problem {
  const change = `Change it in the stack file, or with \`pulumi config set ${name} VALUE\`. ${schemas[name].description ?? ""}`;
  return value === undefined
    ? { code: "SETTING_MISSING", setting: name, what: "It has no value.", remedy: change }
    : { code: "SETTING_INVALID", setting: name, what: message, remedy: change };
}
