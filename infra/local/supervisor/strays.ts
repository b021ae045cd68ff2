import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { basename, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { END_MS, send } from "./child.ts";
import { identityOf, isSameProcess } from "./identity.ts";
import type { ProcessSpec } from "./protocol.ts";

/**
 * Kills what outlived a process in sessions of its own, where its process group doesn't reach, and waits until it is gone. PostgreSQL's server
 * processes are such: one that is busy works on after its postmaster was killed, for minutes if need be, and no other can start meanwhile.
 * They are known by the folder that only they work in, and by their program: somebody's shell there is spared. Returns how many there were.
 */
export async function killStrays({ ownFolder, command }: Pick<ProcessSpec, "ownFolder" | "command">): Promise<number> {
  const strays = ownFolder === undefined ? [] : await workersIn(ownFolder, basename(command));
  const known = strays.map((pid) => ({ pid, identity: identityOf(pid) }));
  for (const pid of strays) send(pid, "SIGKILL");
  const remain = () => known.some(({ pid, identity }) => identity !== undefined && isSameProcess(pid, identity));
  for (const deadline = Date.now() + END_MS; remain() && Date.now() < deadline; ) await sleep(10);
  return strays.length;
}

/**
 * Removes the file in which a former run noted its pid, unless it runs: PostgreSQL doesn't start while any process of its user has that pid, be it
 * one that ended and that nobody reaped (as in many containers), or somebody else's who got the number after a restart of the machine.
 */
export function removeStalePidFile(spec: Pick<ProcessSpec, "ownFolder" | "command" | "pidFile">): boolean {
  if (spec.pidFile === undefined) return false;
  try {
    const pid = Number.parseInt(readFileSync(spec.pidFile, "utf8"), 10);
    if (isWorker(pid, spec)) return false;
    rmSync(spec.pidFile);
    return true;
  } catch {
    return false; // there is none, or the program itself will say what is wrong with it
  }
}

/** In doubt it is: what lsof doesn't list may only not have been found. */
function isWorker(pid: number, { ownFolder, command }: Pick<ProcessSpec, "ownFolder" | "command">) {
  if (identityOf(pid) === undefined) return false;
  if (process.platform !== "linux" || ownFolder === undefined) return true;
  return worksIn(realpathSync(ownFolder), basename(command), pid);
}

/** Processes of this program whose working directory is the folder, or below it. */
async function workersIn(folder: string, program: string): Promise<number[]> {
  try {
    const path = realpathSync(folder);
    return process.platform === "linux" ? workersFromProc(path, program) : await workersFromLsof(path, program);
  } catch {
    return []; // no such folder yet, or no lsof
  }
}

/** proc(5). Those of other users can't be seen, except by root, who is the one to start processes as other users. */
function workersFromProc(folder: string, program: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => worksIn(folder, program, pid));
}

const worksIn = (folder: string, program: string, pid: number) =>
  isWithin(folder, read(`/proc/${pid}/cwd`)) && nameOf(read(`/proc/${pid}/exe`)) === program;

/** A program that was replaced while it ran is called so by the kernel. */
const nameOf = (program: string) => basename(program.replace(/ \(deleted\)$/, ""));

async function workersFromLsof(folder: string, program: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("lsof", ["-nP", "-a", "-d", "cwd", "-c", program, "-Fpn"]);
  return [...stdout.matchAll(/^p(\d+)\n(?:f.*\n)?n(.*)$/gm)]
    .filter(([, , path]) => isWithin(folder, path!))
    .map(([, pid]) => Number(pid));
}

const isWithin = (folder: string, path: string) => path === folder || path.startsWith(folder + sep);

function read(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ""; // it has ended, or is somebody else's
  }
}
