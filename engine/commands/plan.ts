import { loadFixtures } from "../plan/fixtures.ts";
import { planJson } from "../plan/json.ts";
import { planProgram } from "../plan/run.ts";
import { planTree } from "../plan/tree.ts";
import { loadConfig } from "../project/config.ts";
import type { Context } from "./context.ts";

/** Lists what the program would register, offline: for any platform, with no credentials and no plugins. */
export async function run({ args, project, terminal, passphrase }: Context): Promise<number> {
  const config = await loadConfig(project, args.stack, passphrase);
  const graph = await planProgram({
    project,
    stack: args.stack,
    config,
    fixtures: loadFixtures(args.fixtures),
    onMessage: (severity, message) => terminal.note(severity === "warning" ? `warning: ${message}` : message),
  });
  if (args.json) terminal.print(JSON.stringify(planJson(graph), null, 2));
  else for (const line of planTree(graph, terminal.paint)) terminal.print(line);
  return 0;
}
