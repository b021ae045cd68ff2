import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import { type Context, passphraseFile } from "../commands/context.ts";
import { printSummary } from "../display/summary.ts";
import { EngineError } from "../errors.ts";
import { requireStackFile, stackFileOf } from "../project/config.ts";
import { secretMask } from "../values/mask.ts";
import { mapProperties, type Properties } from "../values/wire.ts";
import { officialFolder, usesOwnBackend } from "./backend.ts";

/** How the official CLI is called for one stack. */
interface Setting {
  cli: string;
  env: NodeJS.ProcessEnv;
  /** Arguments that every call about the stack's resources takes. */
  common: string[];
}

/** Runs `up`, `preview` or `refresh` with the official CLI, which shows its own progress. */
export async function runOfficial(context: Context, cli: string): Promise<number> {
  const { args } = context;
  const setting = prepare(context, cli);
  const own = {
    up: ["--yes", "--skip-preview"],
    refresh: ["--yes", "--skip-preview"],
    preview: args.json ? ["--json"] : ["--diff"],
  };
  const command = args.command as keyof typeof own;
  const status = await call(setting, [command, ...own[command], ...setting.common]);
  if (status === 0 && command === "up") printSummary(context.terminal, outputsOf(setting, args.stack, false));
  return status;
}

/** Deletes all, and forgets the stack and, with the last one, the backend. */
export async function removeOfficial(context: Context, cli: string): Promise<number> {
  const { args, project } = context;
  const setting = prepare(context, cli);
  const destroyed = await call(setting, ["destroy", "--yes", "--skip-preview", ...setting.common]);
  if (destroyed !== 0) return destroyed;
  const removed = await call(setting, ["stack", "rm", args.stack, "--yes", "--preserve-config"]);
  if (removed === 0 && !usesOwnBackend()) forgetBackend(context);
  if (removed === 0) context.terminal.print(`The stack "${args.stack}" of ${project.name} is removed.`);
  return removed;
}

/** The outputs of the last `up`, secrets as "<secret>" unless they are asked for. */
export function officialOutputs(context: Context, cli: string): Properties {
  return outputsOf(prepare(context, cli), context.args.stack, context.args.showSecrets);
}

function outputsOf(setting: Setting, stack: string, showSecrets: boolean): Properties {
  const args = ["stack", "output", "--json", "--stack", stack, ...(showSecrets ? ["--show-secrets"] : [])];
  const { status, stdout, stderr } = spawnSync(setting.cli, args, { env: setting.env, encoding: "utf8" });
  if (status !== 0)
    throw new EngineError({ code: "cli-failed", message: `\`pulumi ${args.join(" ")}\` failed: ${stderr.trim()}` });
  return mapProperties(JSON.parse(stdout) as Properties, (value) => (value === "[secret]" ? secretMask : value));
}

function prepare({ args, project, passphrase }: Context, cli: string): Setting {
  requireStackFile(project, args.stack);
  const env: NodeJS.ProcessEnv = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  if (usesOwnBackend()) return { cli, env, common: ["--stack", args.stack] };
  const folder = officialFolder(project);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  env.PULUMI_BACKEND_URL = pathToFileURL(folder).href;
  if (env.PULUMI_CONFIG_PASSPHRASE === undefined && !env.PULUMI_CONFIG_PASSPHRASE_FILE) {
    passphrase();
    env.PULUMI_CONFIG_PASSPHRASE_FILE = passphraseFile(project);
  }
  initialize(cli, env, stackFileOf(project, args.stack), args.stack);
  return {
    cli,
    env,
    common: ["--stack", args.stack, "--config-file", ownConfig(folder, stackFileOf(project, args.stack), args.stack)],
  };
}

/** Makes the stack in the backend, and leaves the stack's file, into which the CLI writes its salt, as it was. */
function initialize(cli: string, env: NodeJS.ProcessEnv, file: string, stack: string): void {
  const before = readFileSync(file);
  const { status, stderr } = spawnSync(cli, ["stack", "select", "--create", stack], { env, encoding: "utf8" });
  if (!readFileSync(file).equals(before)) writeFileSync(file, before);
  if (status !== 0)
    throw new EngineError({ code: "cli-failed", message: `\`pulumi stack select ${stack}\` failed: ${stderr.trim()}` });
}

/** A copy of the stack's file, which keeps the salt of this machine's passphrase: the file itself is under version control. */
function ownConfig(folder: string, file: string, stack: string): string {
  const copy = join(folder, `Pulumi.${stack}.yaml`);
  const salt = existsSync(copy)
    ? (parseDocument(readFileSync(copy, "utf8")).get("encryptionsalt") as string | undefined)
    : undefined;
  const document = parseDocument(readFileSync(file, "utf8"));
  if (salt === undefined || document.has("encryptionsalt")) {
    copyFileSync(file, copy);
    return copy;
  }
  document.set("encryptionsalt", salt);
  writeFileSync(copy, String(document), { mode: 0o600 });
  return copy;
}

function forgetBackend({ args, project }: Context): void {
  const folder = officialFolder(project);
  rmSync(join(folder, `Pulumi.${args.stack}.yaml`), { force: true });
  const stacks = join(folder, ".pulumi", "stacks", project.name);
  const left = existsSync(stacks) ? readdirSync(stacks).filter((name) => name.endsWith(".json")) : [];
  if (left.length === 0) rmSync(folder, { recursive: true, force: true });
}

/** The CLI takes care of Ctrl-C itself: the terminal sends it to both of us. */
function call({ cli, env }: Setting, args: string[]): Promise<number> {
  // npm's scripts put their Node first; the language host must find the same one.
  const path = `${dirname(process.execPath)}:${dirname(cli)}:${env.PATH ?? ""}`;
  const child = spawn(cli, args, { env: { ...env, PATH: path }, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
