import type { Inspection } from "../../infra/local/supervisor/inspect.ts";
import { loadConfig } from "../project/config.ts";
import { type Context, requireState } from "./context.ts";
import { localProcesses, platformOf } from "./local.ts";
import { readOutputs } from "./outputs.ts";

/** Shows whether the stack's parts are running; the exit status is 1 when one is not. */
export async function run(context: Context): Promise<number> {
  const { args, project, terminal, passphrase } = context;
  const config = await loadConfig(project, args.stack, passphrase);
  const platform = platformOf(project, config);
  if (platform !== "local") return pointToOutputs(context, platform);
  const inspection = await localProcesses(project, args.stack);
  if (args.json) terminal.print(JSON.stringify(inspection, null, 2));
  else if (inspection.supervisor === "absent") requireState(context);
  if (!args.json) for (const line of statusLines(inspection, context)) terminal.print(line);
  return isWell(inspection) ? 0 : 1;
}

const isWell = ({ supervisor, processes }: Inspection) =>
  supervisor === "running" && processes.every(({ state, ready }) => state === "running" && ready !== false);

function statusLines({ supervisor, processes }: Inspection, { terminal: { paint } }: Context): string[] {
  if (processes.length === 0) return ["None of the stack's processes is there: `npm run up` starts them."];
  const width = Math.max(...processes.map(({ name }) => name.length));
  const lines = processes.map((process) => {
    const { name, state, ready, pid, restarts, ports, since } = process;
    const fine = state === "running" && ready !== false;
    const mark = fine ? paint.green("✓") : state === "running" ? paint.yellow("…") : paint.red("✗");
    const facts = [
      ready === false && state === "running" ? "running, not ready" : state,
      pid === null ? "" : `pid ${pid}`,
      ports.length > 0 ? `port ${ports.join(", ")}` : "",
      restarts > 0 ? `restarted ${restarts} times` : "",
      paint.dim(`since ${since}`),
    ];
    return `${mark} ${name.padEnd(width)}  ${facts.filter((fact) => fact !== "").join(", ")}`;
  });
  const unsupervised = paint.yellow(
    "! Nothing restarts them when they die: the supervisor is not running. The ingress starts it within seconds if it runs; else `npm run up` does.",
  );
  return supervisor === "running" ? lines : [...lines, unsupervised];
}

/** Elsewhere the platform's own tools show it; the outputs say where. */
async function pointToOutputs(context: Context, platform: string): Promise<number> {
  const outputs = await readOutputs(context);
  context.terminal.print(`The parts of this stack run on ${platform}; its outputs say where to look:`);
  for (const [key, value] of Object.entries(outputs)) context.terminal.print(`  ${key}: ${JSON.stringify(value)}`);
  return 0;
}
