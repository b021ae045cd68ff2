import { EngineError } from "../../engine/errors.ts";
import { publishComments } from "../github/comments.ts";
import { workflowOf } from "../github/event.ts";
import { type RanOptions, renderRun, reportOfRun } from "./ran.ts";

/** Puts a preview on the pull request that the workflow runs for. */
export async function comment(options: RanOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { github, event, run } = workflowOf(env);
  if (!event.pull_request)
    throw new EngineError({
      code: "no-pull-request",
      message: "The workflow does not run for a pull request",
      remedy: "Start it by `on: pull_request`; elsewhere `render` prints the same.",
    });
  const { number, head } = event.pull_request;
  const { key, bodies } = renderRun("Preview", reportOfRun(options), { sha: head.sha, run });
  await publishComments(github, number, key, bodies);
  console.log(`#${number}: ${bodies.length} comments`);
}
