import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Tells a live process from a later one with the same pid: when it was started, as the kernel counts. Undefined when it is gone; one that has
 * ended and was not reaped yet (a zombie) is gone.
 */
export function identityOf(pid: number): string | undefined {
  return process.platform === "linux" ? identityOnLinux(pid) : identityFromPs(pid);
}

/** Whether the process that had this identity still runs. */
export const isSameProcess = (pid: number, identity: string) => identityOf(pid) === identity;

/** Whether anything still runs in a process group. Zombies do not count: in a container nobody may ever reap them. */
export function groupRuns(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  if (process.platform !== "linux") return true;
  return readdirSync("/proc").some((entry) => {
    const stat = /^\d+$/.test(entry) ? readProcStat(Number(entry)) : undefined;
    return stat?.group === group && stat.state !== "Z" && stat.state !== "X";
  });
}

let bootId: string | undefined;

function identityOnLinux(pid: number): string | undefined {
  const stat = readProcStat(pid);
  if (!stat || stat.state === "Z" || stat.state === "X") return undefined;
  // Ticks count from the boot, so that without its id a process of the last boot could look like one of this.
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${bootId}/${stat.startTicks}`;
}

/** proc(5): the program's name is in parentheses and may hold any character, so fields count from the last ")". */
function readProcStat(pid: number): { state: string; group: number; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0]!, group: Number(fields[2]), startTicks: fields[19]! };
  } catch {
    return undefined;
  }
}

function identityFromPs(pid: number): string | undefined {
  try {
    const out = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
    const [state, ...started] = out.split(/\s+/);
    return !state || state.startsWith("Z") ? undefined : started.join(" ");
  } catch {
    return undefined;
  }
}
