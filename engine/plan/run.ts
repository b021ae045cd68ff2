import { EngineError } from "../errors.ts";
import type { StackConfig } from "../project/config.ts";
import type { Project } from "../project/project.ts";
import { ProgramLog } from "../rpc/log.ts";
import { runProgram } from "../rpc/program.ts";
import { serveEngine } from "../rpc/server.ts";
import type { Fixtures } from "./fixtures.ts";
import type { ResourceGraph } from "./graph.ts";
import { PlanHost } from "./host.ts";

export interface PlanOptions {
  project: Project;
  stack: string;
  config: StackConfig;
  fixtures: Fixtures;
  /** Warnings, notes and whatever else the program prints. */
  onMessage: (severity: "info" | "warning", message: string) => void;
}

/** Tells the program that nothing outside the repository may be looked at: no ports, no disks, no credentials. */
const offlineVariable = "CAMPFIRE_OFFLINE";

/** Runs the program offline and returns what it registered. Rejects with the program's own message when it fails. */
export const planProgram = (options: PlanOptions): Promise<ResourceGraph> =>
  runOffline(options, { Host: PlanHost, preview: true });

/** The same with another host's answers; without `preview` the program takes them for those of an `up`. */
export async function runOffline(
  options: PlanOptions,
  { Host, preview }: { Host: typeof PlanHost; preview: boolean },
): Promise<ResourceGraph> {
  const { project, stack, config, fixtures } = options;
  const log = new ProgramLog(options.onMessage);
  const host = new Host({ project: project.name, stack, config, fixtures, onLog: (entry) => log.add(entry) });
  const server = await serveEngine(host);
  const program = runProgram({
    project,
    stack,
    config,
    address: server.address,
    preview,
    parallel: 16,
    env: { [offlineVariable]: "1" },
    onLine: (stream, line) => log.addLine(stream, line),
  });
  try {
    const status = await program.exited;
    if (host.failure !== undefined) throw host.failure;
    if (status !== 0 || log.errors.length > 0) throw programFailed(log, status);
    return host.graph;
  } finally {
    host.close();
    server.close();
    await program.end();
  }
}

/** The program's own words, once. What it says of itself has its own code; a crash gets ours. */
export function programFailed(log: ProgramLog, status: number): EngineError {
  if (log.errors.length > 0 && !log.crashed) return new EngineError({ message: log.errors.join("\n") });
  const said = log.errors.join("\n") || log.lastLines.join("\n") || `it exited with status ${status} and no message`;
  return new EngineError({ code: "program-failed", message: `The program failed: ${said}` });
}
