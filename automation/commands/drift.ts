import { publishDrift } from "../github/drift-issue.ts";
import { workflowOf } from "../github/event.ts";
import { type RanOptions, renderRun, reportOfRun } from "./ran.ts";

/** Opens, updates or closes the issue that says how a stack differs from what is really there. */
export async function drift(options: RanOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { github, run } = workflowOf(env);
  const report = reportOfRun(options);
  const { key, bodies } = renderRun("Drift", report, { sha: "", run });
  // Not having been able to look is worth an issue as well: nobody would notice otherwise.
  const found = report.outcome !== "planned" || report.changes.length > 0;
  await publishDrift(github, { key, title: `Drift of ${options.stack}`, bodies, found });
  console.log(`${options.stack}: ${found ? "reported" : "nothing drifted"}`);
}
