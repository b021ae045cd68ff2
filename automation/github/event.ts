import { readFileSync } from "node:fs";
import { EngineError } from "../../engine/errors.ts";
import { type Access, connect, type GitHub } from "./client.ts";

/** What a workflow's event says, as far as it is used: GitHub's own words, but branch names are anybody's. */
export interface Event {
  pull_request?: { number: number; head: { sha: string } };
  workflow_run?: {
    html_url: string;
    head_sha: string;
    head_branch: string;
    head_repository: { id: number; owner: { login: string } } | null;
  };
  repository?: { default_branch: string };
}

/** What GitHub tells a step by its environment. */
export interface Workflow {
  github: GitHub;
  event: Event;
  /** The address of the run. */
  run: string;
}

/** Throws `github-environment` where a variable is missing: outside of a workflow. */
export function workflowOf(env: NodeJS.ProcessEnv, pause?: Access["pause"]): Workflow {
  const needed = (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw new EngineError({
      code: "github-environment",
      message: `${name} is not set`,
      remedy: "GitHub sets it in workflows, but for GITHUB_TOKEN, which a step is given from `github.token`.",
    });
  };
  const repository = needed("GITHUB_REPOSITORY");
  return {
    github: connect({ api: needed("GITHUB_API_URL"), repository, token: needed("GITHUB_TOKEN"), pause }),
    event: JSON.parse(readFileSync(needed("GITHUB_EVENT_PATH"), "utf8")) as Event,
    run: runAddress(env),
  };
}

/** Empty outside of a workflow. */
export const runAddress = (env: NodeJS.ProcessEnv): string =>
  env.GITHUB_RUN_ID ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}` : "";
