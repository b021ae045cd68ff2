import { runOfficial } from "../official/run.ts";
import { refresh } from "../update/refresh.ts";
import { throwFailures } from "../update/run.ts";
import { announce, chooseEngine } from "./choose.ts";
import { type Context, requireState } from "./context.ts";
import { withWorkspace } from "./session.ts";

/** Sees what changed outside, and remembers it: the next `up` mends it. */
export async function run(context: Context): Promise<number> {
  const choice = chooseEngine(context);
  announce(context, choice);
  if (choice.engine === "cli") return runOfficial(context, choice.path);
  requireState(context);
  return withWorkspace(context, "change", async ({ options, progress }) => {
    const session = await refresh(options);
    progress.stop();
    throwFailures(session);
    const { same, update, delete: gone } = progress.found;
    const next = update + gone > 0 ? " `npm run up` brings it back to what the stack says." : "";
    context.terminal.print(`${same} as they were, ${update} changed, ${gone} gone, in ${progress.elapsed()}.${next}`);
    return 0;
  });
}
