import { readdirSync, readFileSync } from "node:fs";

/** A process and all below it, from Linux' table of processes. */
function family(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      // Behind the program's name in brackets, which may hold spaces: state, then the parent.
      const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (parent: number): number[] =>
    [...parents].filter(([, its]) => its === parent).flatMap(([child]) => [child, ...below(child)]);
  return [pid, ...below(pid)];
}

/** Stops a process and its children in their tracks, as a machine that hangs; `thaw` lets them go on. */
export function freeze(pid: number): { thaw(): void } {
  const frozen = family(pid);
  for (const one of frozen) process.kill(one, "SIGSTOP");
  return {
    thaw() {
      for (const one of frozen) {
        try {
          process.kill(one, "SIGCONT");
        } catch {
          // It was ended meanwhile.
        }
      }
    },
  };
}
