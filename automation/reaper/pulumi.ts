import { spawnSync } from "node:child_process";
import { EngineError } from "../../engine/errors.ts";
import type { StackFacts } from "./expiry.ts";

/** Room for what one command prints: a large stack's state is some megabytes. */
const maxBuffer = 256 * 1024 * 1024;

/** Names of the project's stacks, as the state backend lists them. */
export const stackNames = (): string[] =>
  (JSON.parse(asked(["stack", "ls", "--json"])) as { name: string }[]).map(({ name }) => name).sort();

interface HistoryEntry {
  kind: string;
  config?: Record<string, { value?: string }>;
}

/**
 * Asks the backend, not the stack files: what was really deployed may come from a branch that is gone. An `up` that failed counts too, since what it
 * made before that is what leaks.
 */
export function factsOf(name: string): StackFacts {
  const history = JSON.parse(asked(["stack", "history", "--json", "--stack", name])) as HistoryEntry[];
  const config = history.find(({ kind }) => kind === "update")?.config;
  const state = JSON.parse(asked(["stack", "export", "--stack", name])) as {
    deployment: { resources?: { urn: string; protect?: boolean }[] };
  };
  return {
    name,
    config: config && Object.fromEntries(Object.entries(config).map(([key, { value = "" }]) => [key, value])),
    protectedUrns: (state.deployment.resources ?? []).filter(({ protect }) => protect).map(({ urn }) => urn),
  };
}

/**
 * Destroys a stack and forgets it. Clouds let go of some things only minutes later (network interfaces, subnets), so that a failed destroy is
 * gone on with. Throws `reap-failed`; the stack is then still known, and the next night tries again.
 */
export async function remove(name: string, waits: readonly number[], pause: (ms: number) => Promise<unknown>) {
  for (const wait of [...waits, undefined]) {
    if (done(["destroy", "--yes", "--skip-preview", "--non-interactive", "--stack", name])) break;
    if (wait === undefined)
      throw new EngineError({
        code: "reap-failed",
        message: `${name} could not be destroyed in ${waits.length + 1} attempts`,
        remedy: `What is left of it is in its state: \`npm run down -- --stack ${name}\`. The next night tries again.`,
      });
    console.log(`${name}: tried again in ${wait / 1_000} s`);
    await pause(wait);
  }
  // Not --force: that would forget resources that are still there.
  if (!done(["stack", "rm", "--yes", "--preserve-config", "--non-interactive", "--stack", name]))
    throw new EngineError({
      code: "reap-failed",
      message: `${name} is destroyed, and its state could not be removed`,
      remedy: `\`pulumi stack rm ${name}\` says why.`,
    });
}

function asked(args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync("pulumi", args, { encoding: "utf8", maxBuffer });
  if (status === 0) return stdout;
  throw new EngineError({
    code: "pulumi-failed",
    message: `\`pulumi ${args.join(" ")}\` failed: ${error?.message ?? stderr.trim()}`,
    remedy: "The job needs the official CLI, PULUMI_BACKEND_URL or PULUMI_ACCESS_TOKEN, and may only read.",
  });
}

const done = (args: string[]): boolean => spawnSync("pulumi", args, { stdio: "inherit" }).status === 0;
