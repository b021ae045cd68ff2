import { execFileSync } from "node:child_process";

/** Processes of this machine whose command line holds a text. */
export function processesOf(text: string): { pid: number; line: string }[] {
  const rows = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).split("\n");
  return rows
    .map((row) => /^\s*(\d+)\s+(.*)$/.exec(row))
    .filter((match) => match !== null)
    .map(([, pid, line]) => ({ pid: Number(pid), line: line ?? "" }))
    .filter(({ line }) => line.includes(text));
}
