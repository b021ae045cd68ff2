import { execFileSync } from "node:child_process";
import { connect } from "../../../local/supervisor/client.ts";

interface Supervisor {
  pid: number;
  guard: number;
}

/** The supervisor of a stack and the guard that starts it anew. */
export async function supervisorOf(directory: string): Promise<Supervisor> {
  const client = await connect(directory);
  const { pid } = await client!.call("hello", {});
  client!.close();
  return { pid, guard: Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" })) };
}

/** Both at once, so that neither can bring the other back. */
export function endBoth({ pid, guard }: Supervisor, signal: NodeJS.Signals = "SIGKILL"): void {
  for (const victim of [guard, pid]) process.kill(victim, signal);
}
