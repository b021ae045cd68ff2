import { existsSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "../errors.ts";
import type { Passphrase } from "../state/passphrase.ts";
import { type Project, readYaml, record, stackNames } from "./project.ts";

/** A stack's configuration as the program gets it: texts by `namespace:key`; structured values are JSON. */
export interface StackConfig {
  values: Record<string, string>;
  secretKeys: string[];
}

export const stackFileOf = (project: Project, stack: string): string => join(project.root, `Pulumi.${stack}.yaml`);

/** Reads Pulumi.<stack>.yaml over the defaults of Pulumi.yaml; `passphrase` decrypts `secure:` values. */
export async function loadConfig(project: Project, stack: string, passphrase: () => Passphrase): Promise<StackConfig> {
  const file = stackFileOf(project, stack);
  requireStackFile(project, stack);
  const yaml = readYaml(file);
  const salt = typeof yaml.encryptionsalt === "string" ? yaml.encryptionsalt : undefined;
  const config: StackConfig = { values: {}, secretKeys: [] };
  const declaredSecret = new Set<string>();
  for (const [key, declared] of Object.entries(project.config)) {
    if (record(declared).secret === true) declaredSecret.add(qualified(project, key));
    const value = typeof declared === "object" && declared !== null ? (declared.value ?? declared.default) : declared;
    if (value !== undefined) config.values[qualified(project, key)] = textOf(value);
  }
  for (const [key, value] of Object.entries(record(yaml.config))) {
    const name = qualified(project, key);
    const isEncrypted = holdsSecret(value);
    const decrypt = isEncrypted ? await decrypterOf(passphrase, salt, file) : undefined;
    config.values[name] = textOf(decrypt ? decrypted(value, decrypt) : value);
    if (isEncrypted || declaredSecret.has(name)) config.secretKeys.push(name);
  }
  return config;
}

/** A provider's own settings: those under its name, as the default provider is configured with them. */
export function configOf(
  config: StackConfig,
  packageName: string,
): { values: Record<string, string>; secrets: string[] } {
  const prefix = `${packageName}:`;
  const own = Object.entries(config.values).filter(([key]) => key.startsWith(prefix));
  return {
    values: Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
    secrets: config.secretKeys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
  };
}

/** Refuses a stack that has no file, and names those that have. */
export function requireStackFile(project: Project, stack: string): void {
  if (existsSync(stackFileOf(project, stack))) return;
  const names = stackNames(project);
  throw new EngineError({
    code: "unknown-stack",
    message: `There is no stack "${stack}": ${stackFileOf(project, stack)} does not exist`,
    setting: "--stack",
    remedy:
      names.length > 0 ? `Those that exist: ${names.join(", ")}.` : "Make that file first; CONTRIBUTING.md says how.",
  });
}

const qualified = (project: Project, key: string) => (key.includes(":") ? key : `${project.name}:${key}`);
/** A value as a program gets it. */
export const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

const secureOf = (value: unknown): string | undefined => {
  const { secure, ...others } = record(value);
  return typeof secure === "string" && Object.keys(others).length === 0 ? secure : undefined;
};

function holdsSecret(value: unknown): boolean {
  if (secureOf(value) !== undefined) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

type Decrypt = (ciphertext: string) => string;

function decrypted(value: unknown, decrypt: Decrypt): unknown {
  const secure = secureOf(value);
  if (secure !== undefined) return decrypt(secure);
  if (Array.isArray(value)) return value.map((item) => decrypted(item, decrypt));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(item, decrypt)]));
}

async function decrypterOf(passphrase: () => Passphrase, salt: string | undefined, file: string): Promise<Decrypt> {
  if (salt === undefined) {
    throw new EngineError({
      code: "config-secret",
      message: `${file} holds encrypted values, but no \`encryptionsalt\``,
      setting: "encryptionsalt",
      remedy: "Set the value again with `pulumi config set --secret`, which writes both.",
    });
  }
  const crypter = await passphrase().unlock(salt, file);
  return (ciphertext) => crypter.decrypt(ciphertext);
}
