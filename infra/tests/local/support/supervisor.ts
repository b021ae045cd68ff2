import { execFileSync } from "node:child_process";
import { connect } from "../../../local/supervisor/client.ts";

/** The supervisor of a stack and the guard that starts it anew. */
export async function supervisorOf(directory: string): Promise<{ pid: number; guard: number }> {
  const client = await connect(directory);
  const { pid } = await client!.call("hello", {});
  client!.close();
  return { pid, guard: Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" })) };
}
