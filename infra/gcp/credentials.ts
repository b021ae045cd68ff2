import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where the provider looks for credentials, in its own words (pulumi.com/registry/packages/gcp/installation-configuration). */
const variables = [
  "GOOGLE_CREDENTIALS",
  "GOOGLE_CLOUD_KEYFILE_JSON",
  "GCLOUD_KEYFILE_JSON",
  "GOOGLE_OAUTH_ACCESS_TOKEN",
  "GOOGLE_APPLICATION_CREDENTIALS",
];

export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  /** The configuration's namespace gcp: key without it → text. */
  config: (key: string) => string | undefined;
  home: string;
  exists: (path: string) => boolean;
  /** What the firmware calls the machine: Google's own lend credentials to what runs on them. */
  product: () => string;
}

export const thisMachine = (config: Machine["config"]): Machine => ({
  env: process.env,
  config,
  home: homedir(),
  exists: existsSync,
  product: () => {
    try {
      return readFileSync("/sys/class/dmi/id/product_name", "utf8").trim();
    } catch {
      return "";
    }
  },
});

/** Whether the provider will find credentials, without asking whether Google accepts them. */
export function hasCredentials({ env, config, home, exists, product }: Machine): boolean {
  if (config("credentials") || config("accessToken")) return true;
  if (variables.some((name) => env[name])) return true;
  const folder = env.CLOUDSDK_CONFIG ?? (env.APPDATA ? join(env.APPDATA, "gcloud") : join(home, ".config/gcloud"));
  if (exists(join(folder, "application_default_credentials.json"))) return true;
  return env.GCE_METADATA_HOST !== undefined || product().startsWith("Google");
}
