import { closest, distance } from "fastest-levenshtein";
import { auditVariables } from "../audit/config.ts";
import { backupVariables } from "../backups/variables.ts";
import type { ConfigReader } from "../config-values.ts";
import { entranceVariables } from "../entrance/config.ts";
import { mailVariables } from "../mail/config.ts";
import { previewVariables } from "../previews/config.ts";
import { pushVariables } from "../push/config.ts";
import { signInVariables } from "../single-sign-on/config.ts";
import { REFUSED } from "./refused.ts";
import { serverVariables } from "./server.ts";
import type { Variable } from "./variable.ts";

/** Every CAMPFIRE_* variable that means something. A feature's variables are in its folder; this is where they meet. */
export const VARIABLES: readonly Variable[] = [
  serverVariables,
  entranceVariables,
  pushVariables,
  previewVariables,
  signInVariables,
  mailVariables,
  auditVariables,
  backupVariables,
].flatMap((feature) => Object.values<Variable>(feature));

const NAMES = VARIABLES.map((variable) => variable.name);
const KNOWN = new Set<string>([...NAMES, ...REFUSED.map((variable) => variable.name)]);

export interface UnknownVariable {
  variable: string;
  /** Which one was probably meant, to be said after it; may be empty. */
  hint: string;
}

/** The CAMPFIRE_* variables that are set but mean nothing here: misspelt, or of another version. */
export function unknownVariables(env: NodeJS.ProcessEnv): UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => name.startsWith("CAMPFIRE_") && !KNOWN.has(name))
    .map((variable) => {
      const nearest = closest(variable, NAMES);
      const near = distance(variable, nearest) <= Math.max(2, (nearest.length - "CAMPFIRE_".length) / 3);
      return { variable, hint: near ? `; did you mean ${nearest}?` : "" };
    });
}

/** Fails the reader for each variable that is set and can't be honoured. */
export function refuseUnsupported(reader: ConfigReader): void {
  for (const { name, because, remedy, unless } of REFUSED) {
    const value = reader.raw(name);
    if (value !== undefined && value !== unless) reader.fail("config_unsupported", name, because, remedy);
  }
}
