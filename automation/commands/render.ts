import { runAddress } from "../github/event.ts";
import { type RanOptions, renderRun, reportOfRun } from "./ran.ts";

/** Prints a preview as Markdown: for a job's summary, which is one page however long. */
export function render(options: RanOptions, env: NodeJS.ProcessEnv): void {
  const report = reportOfRun(options);
  const { bodies } = renderRun("Preview", report, { sha: env.GITHUB_SHA ?? "", run: runAddress(env) });
  for (const body of bodies) console.log(`${body}\n`);
}
