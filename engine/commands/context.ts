import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Terminal } from "../display/terminal.ts";
import { EngineError } from "../errors.ts";
import { requireStackFile } from "../project/config.ts";
import { loadProject, type Project } from "../project/project.ts";
import { findPassphrase, type Passphrase } from "../state/passphrase.ts";
import { hasState } from "../state/store.ts";
import type { Arguments } from "./arguments.ts";

/** What every command has at hand. */
export interface Context {
  args: Arguments;
  project: Project;
  terminal: Terminal;
  /** Found or made at its first use. */
  passphrase: () => Passphrase;
  /** Aborted at the first Ctrl-C: finish what is under way, start nothing new. */
  interrupted: AbortSignal;
}

export function makeContext(args: Arguments, terminal: Terminal, interrupted: AbortSignal): Context {
  const project = loadProject(process.cwd());
  let found: Passphrase | undefined;
  const passphrase = () => {
    found ??= findPassphrase(passphraseFile(project));
    return found;
  };
  return { args, project, terminal, passphrase, interrupted };
}

/** All that the engines keep of a project on this machine. */
export const workFolder = (project: Project): string => join(project.root, ".campfire");
export const stateFolder = (project: Project): string => join(workFolder(project), "state");
export const passphraseFile = (project: Project): string => join(stateFolder(project), "passphrase");

/** Refuses when the built-in engine has no such stack. */
export function requireState({ args, project }: Context): void {
  requireStackFile(project, args.stack);
  if (hasState(stateFolder(project), args.stack)) return;
  throw new EngineError({
    code: "not-up",
    message: `The stack "${args.stack}" has not been made on this machine`,
    remedy: `\`npm run up${args.stack === "dev" ? "" : ` -- --stack ${args.stack}`}\` makes it.`,
  });
}

/** The project's policy pack, where it has one. */
export function policyPackOf(project: Project, named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  const own = join(project.root, "infra", "policy");
  return existsSync(join(own, "PulumiPolicy.yaml")) ? own : undefined;
}
