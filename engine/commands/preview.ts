import { countLine, diffLines, plannedSteps } from "../display/diff.ts";
import { runOfficial } from "../official/run.ts";
import { throwFailures, update } from "../update/run.ts";
import { isProviderType } from "../urn.ts";
import { announce, chooseEngine } from "./choose.ts";
import type { Context } from "./context.ts";
import { withWorkspace } from "./session.ts";

/** Shows what `up` would do. */
export async function run(context: Context): Promise<number> {
  const { args, terminal } = context;
  const choice = chooseEngine(context);
  announce(context, choice);
  if (choice.engine === "cli") return runOfficial(context, choice.path);
  return withWorkspace(context, "preview", async ({ options, progress, events }) => {
    const session = await update(options, true);
    throwFailures(session);
    const steps = plannedSteps(events);
    const same = events.filter(
      (event) => event.phase === "end" && event.step === "same" && event.custom && !isProviderType(event.type),
    );
    if (args.json) {
      terminal.print(JSON.stringify({ steps, unchanged: same.length }, null, 2));
      return 0;
    }
    for (const line of diffLines(steps, terminal.paint)) terminal.print(line);
    terminal.print(`${countLine(steps, same.length)} (looked for ${progress.elapsed()})`);
    return 0;
  });
}
