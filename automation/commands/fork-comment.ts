import { existsSync, readFileSync, statSync } from "node:fs";
import { EngineError } from "../../engine/errors.ts";
import { publishComments } from "../github/comments.ts";
import { workflowOf } from "../github/event.ts";
import { pullRequestOf } from "../github/pull-request.ts";
import { renderComments } from "../markdown/comments.ts";
import { readReports } from "../report/read.ts";
import { footerOf } from "./ran.ts";

/** Fifty stacks' reports at their largest are less. */
const mostBytes = 64 * 1024 * 1024;

const intro =
  "The resources that the base and the head would register, compared offline. It is no preview: nobody was asked for what exists, and it was made " +
  "by the pull request's own code, which can make it say anything. Read the change itself.";

/** Puts what a fork's run wrote down on its pull request: reads it as data, and asks GitHub alone which pull request that is. */
export async function forkComment({ reports: file }: { reports: string }, env: NodeJS.ProcessEnv): Promise<void> {
  const { github, event } = workflowOf(env);
  const number = await pullRequestOf(github, event);
  if (number === undefined) {
    console.log("No open pull request has this commit as its head any more: nothing to say.");
    return;
  }
  const run = event.workflow_run?.html_url ?? "";
  const footer = footerOf({ sha: event.workflow_run?.head_sha ?? "", run });
  const page = { key: "fork", title: "Offline plans", listed: true, footer };
  if (!existsSync(file)) {
    const failed = "The plans did not come about: the run says why.";
    await publishComments(github, number, page.key, renderComments({ ...page, intro: failed, reports: [] }));
    return;
  }
  if (statSync(file).size > mostBytes)
    throw new EngineError({ code: "report-invalid", message: "The pull request's reports are too large" });
  const bodies = renderComments({ ...page, intro, reports: readReports(readFileSync(file, "utf8")) });
  await publishComments(github, number, page.key, bodies);
  console.log(`#${number}: ${bodies.length} comments`);
}
