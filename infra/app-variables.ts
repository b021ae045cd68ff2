// What an operator may tell the app beyond the settings that have a name of their own: the setting `variables`.
import { auditVariables } from "../app/src/audit/config.ts";
import { ConfigReader } from "../app/src/config-values.ts";
import { transferSeconds } from "../app/src/http/transfer-seconds.ts";
import { previewVariables } from "../app/src/previews/config.ts";
import { pushVariables } from "../app/src/push/config.ts";
import { REFUSED } from "../app/src/settings/refused.ts";
import { serverVariables } from "../app/src/settings/server.ts";
import { unknownVariables } from "../app/src/settings/table.ts";
import type { Variable } from "../app/src/settings/variable.ts";
import type { Problem } from "./problems.ts";
import { texts } from "./schemas.ts";
import { settingOfVariable } from "./signing-in.ts";

/** By the app's names, as docs/configuration.md lists them. */
export const appVariableSettings = {
  variables: { schema: texts, does: "What the app is told besides.", default: "{}" },
} as const;

interface Settings {
  variables: Readonly<Record<string, string>>;
}

/** Those that no part of a stack relies on. None is a secret. */
const free: readonly Variable[] = [
  serverVariables.databaseTimeout,
  serverVariables.corsOrigins,
  serverVariables.sessionHours,
  serverVariables.sessionTokenBytes,
  serverVariables.requestsPerMinute,
  serverVariables.requestTimeout,
  serverVariables.maxRequestBytes,
  serverVariables.maxConcurrentRequests,
  serverVariables.traceRequests,
  serverVariables.webhookAllowPrivate,
  pushVariables.enabled,
  pushVariables.subject,
  pushVariables.allowPrivate,
  previewVariables.enabled,
  previewVariables.allowPrivate,
  auditVariables.days,
];
const freeNames: readonly string[] = free.map(({ name }) => name);

/** What the app would refuse, pass over, or be told twice; each named as `variables.CAMPFIRE_…`. */
export function appVariableProblems(settings: Settings): Problem[] {
  const reader = readerOf(settings);
  for (const variable of free) variable.read(reader);
  const wrong = reader.problems.map(({ variable, message, remedy }) => problem(variable, `It ${message}`, remedy));
  const notFree = Object.keys(settings.variables).filter((name) => !freeNames.includes(name));
  return [...wrong, ...notFree.map(refused)];
}

function refused(name: string): Problem {
  const setting = settingOfVariable(name) ?? namedSettings[name];
  if (setting) return problem(name, "A setting of its own says this.", `Set campfire:${setting} instead.`);
  const unsupported = REFUSED.find((variable) => variable.name === name);
  if (unsupported) return problem(name, `It ${unsupported.because}`, unsupported.remedy);
  const [unknown] = unknownVariables({ [name]: "" });
  if (unknown || !name.startsWith("CAMPFIRE_"))
    return problem(
      name,
      `The app knows no such variable${unknown?.hint ?? ""}.`,
      `It may be any of ${freeNames.join(", ")}.`,
    );
  return problem(name, "The stack sets it itself, to what its other parts rely on.", "Remove it.");
}

const namedSettings: Record<string, string | undefined> = {
  [serverVariables.logLevel.name]: "logLevel",
  [serverVariables.files.name]: "filesUrl",
  [serverVariables.publicUrl.name]: "domain",
};

const problem = (variable: string, what: string, remedy: string): Problem => ({
  code: "SETTING_INVALID",
  setting: `variables.${variable}`,
  what,
  remedy,
});

const readerOf = ({ variables }: Settings) => new ConfigReader({ ...variables });

/** The largest request that the app takes, in bytes: an ingress must let it through. For checked settings. */
export const largestRequest = (settings: Settings): number => serverVariables.maxRequestBytes.read(readerOf(settings));

/** Seconds that the app lets such a request be on its way: an ingress must not end it earlier. For checked settings. */
export const longestRequest = (settings: Settings): number =>
  transferSeconds(largestRequest(settings), serverVariables.requestTimeout.read(readerOf(settings)));

/** Whether the app may ask private addresses for something. For checked settings. */
export function asksPrivateAddresses(settings: Settings): boolean {
  const reader = readerOf(settings);
  return [serverVariables.webhookAllowPrivate, pushVariables.allowPrivate, previewVariables.allowPrivate].some(
    (variable) => variable.read(reader),
  );
}
