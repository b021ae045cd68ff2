import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";
import { alertSettings } from "./alerting.ts";
import { appVariableSettings } from "./app-variables.ts";
import { kubernetesSettings } from "./kubernetes/settings.ts";
import { type PlatformName, platformNames } from "./platform-names.ts";
import { lifecycles, sizes } from "./presets.ts";
import type { Problem } from "./problems.ts";
import { day, hostName, imageDigest, oneOf, stackName, text, wholeNumber, zoneName } from "./schemas.ts";
import { signInSettings } from "./signing-in.ts";

/** Ports that a local stack takes, from the setting `port` on: see local/ports.ts. */
export const portsOfAStack = 20;

const notLocal = platformNames.filter((name) => name !== "local");
const clouds = notLocal.filter((name) => name !== "docker" && name !== "kubernetes");

interface Setting {
  /** From its text in the stack's configuration, which is how Pulumi keeps numbers too; an object is JSON. */
  schema: z.ZodType<string | number | Record<string, string>, string>;
  /** What it does, in one sentence; Pulumi.yaml says more. */
  does: string;
  /** As text. The same as in Pulumi.yaml: a test compares them. */
  default: string;
  /** The platforms that read it; all when absent. Elsewhere another value than the default is refused rather than ignored. */
  only?: readonly PlatformName[];
}

/** Every setting that a stack file can hold. */
export const table = {
  platform: { schema: oneOf(platformNames), does: "Where the stack runs.", default: "local" },
  size: { schema: oneOf(sizes), does: "How many people it is for.", default: "small" },
  lifecycle: { schema: oneOf(lifecycles), does: "What is protected, and how long it is kept.", default: "ephemeral" },
  expiresAt: {
    schema: day,
    does: "The stack's last day, after which the reaper removes it.",
    default: "",
    only: clouds,
  },
  replicas: { schema: wholeNumber(0, 100), does: "Replicas of the app; 0 takes the size's number.", default: "0" },
  logLevel: { schema: oneOf(["debug", "info", "warn", "error"]), does: "How much the app logs.", default: "info" },
  port: {
    schema: wholeNumber(1024, 65_535 - portsOfAStack),
    does: "First of the ports of a local stack.",
    default: "8443",
    only: ["local"],
  },
  domain: { schema: text(hostName), does: "The host name that the chat is served at.", default: "", only: notLocal },
  dnsZone: {
    schema: text(zoneName),
    does: "The zone that holds the domain's records, as the cloud names it; external leaves them to you.",
    default: "",
    only: clouds,
  },
  image: {
    schema: text(imageDigest),
    does: "The app's image, as CI made it; empty builds it with the stack.",
    default: "",
    only: notLocal,
  },
  networkStack: {
    schema: text(stackName),
    does: "The stack whose network this one borrows; empty makes a network of its own.",
    default: "",
    only: clouds,
  },
  tls: {
    schema: oneOf(["auto", "public", "internal"]),
    does: "Who signs the chat's certificate.",
    default: "auto",
    only: ["docker", "kubernetes"],
  },
  ...kubernetesSettings,
  ...alertSettings,
  ...signInSettings,
  ...appVariableSettings,
} satisfies Record<string, Setting>;

type Table = typeof table;
export type SettingName = keyof Table;
export type Settings = { [Name in SettingName]: z.output<Table[Name]["schema"]> };
export const settingNames = Object.keys(table) as SettingName[];

/**
 * Reads the settings from a stack's configuration (name without the project → text), all at once: either every setting is right, or
 * `problems` names each that is not. Codes: SETTING_UNKNOWN, SETTING_INVALID, SETTING_UNUSED.
 */
export function readSettings(
  config: Readonly<Record<string, string>>,
): { settings: Settings; problems: [] } | { settings?: undefined; problems: Problem[] } {
  const unknown = Object.keys(config)
    .filter((name) => !settingNames.includes(name as SettingName))
    .map(unknownSetting);
  const results = settingNames.map((name) => {
    const text = config[name] ?? table[name].default;
    return { name, text, result: table[name].schema.safeParse(text) };
  });
  const invalid = results.flatMap(({ name, result }) =>
    result.success ? [] : [invalidSetting(name, result.error.issues[0]?.message ?? "It is not valid.")],
  );
  const unused = results
    .filter(({ name, text }) => !isRead(name, text, config.platform))
    .map(({ name }) => unusedSetting(name));
  const problems = [...unknown, ...invalid, ...unused];
  if (problems.length > 0) return { problems };
  return {
    settings: Object.fromEntries(results.map(({ name, result }) => [name, result.data])) as Settings,
    problems: [],
  };
}

function isRead(name: SettingName, text: string, platform = table.platform.default): boolean {
  const { only, default: unset }: Setting = table[name];
  return only === undefined || text === unset || only.some((reader) => reader === platform);
}

function unknownSetting(name: string): Problem {
  const nearest = closest(name, settingNames);
  const guess = distance(name, nearest) <= Math.max(2, name.length / 3) ? ` Did you mean campfire:${nearest}?` : "";
  return {
    code: "SETTING_UNKNOWN",
    setting: name,
    what: `There is no such setting.${guess}`,
    remedy: `Remove it from the stack file, Pulumi.<stack>.yaml; Pulumi.yaml lists those that exist: ${settingNames.join(", ")}.`,
  };
}

const invalidSetting = (name: SettingName, what: string): Problem => ({
  code: "SETTING_INVALID",
  setting: name,
  what,
  remedy: `${table[name].does} Change it in the stack file, Pulumi.<stack>.yaml; Pulumi.yaml says what it means.`,
});

const unusedSetting = (name: SettingName): Problem => ({
  code: "SETTING_UNUSED",
  setting: name,
  what: `This platform does not read it; only ${(table[name] as Setting).only?.join(", ")} does.`,
  remedy: `Remove it from the stack file, Pulumi.<stack>.yaml, or choose another platform.`,
});
