import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalError } from "./errors.ts";
import { groupRuns, identityOf, isSameProcess } from "./identity.ts";
import { openLog } from "./logs.ts";
import type { ProcessSpec } from "./protocol.ts";
import { lookUpUser } from "./users.ts";

/** How a process ended; both null when it was adopted, since only its parent is told. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

/** A process of the operating system that leads a process group of its own. */
export interface Child {
  pid: number;
  identity: string;
  exited: Promise<Exit>;
}

/**
 * What a child gets besides its own env: nothing else of whoever happened to start the supervisor, such as a passphrase. NODE_EXTRA_CA_CERTS
 * names the authorities of an organisation, whose provider, mail server and push service the chat has to trust as the rest of the machine does.
 */
export const PASSED_ON = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "NODE_EXTRA_CA_CERTS"];

export function baseEnvironment(): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Starts a process that outlives its parent: in a session of its own, writing to its log by itself. */
export async function startChild(spec: ProcessSpec): Promise<Child> {
  const user = await lookUpUser(spec.user);
  const log = openLog(spec.logFile);
  try {
    const env = { ...baseEnvironment(), ...spec.env };
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env,
      detached: true,
      stdio: ["ignore", log, log],
      ...user,
    });
    const exited = new Promise<Exit>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    return { pid: child.pid!, identity: identityOf(child.pid!) ?? "ended at once", exited };
  } catch (error) {
    throw cannotStart(spec, error as NodeJS.ErrnoException);
  } finally {
    closeSync(log);
  }
}

function cannotStart({ name, command, cwd, user }: ProcessSpec, error: NodeJS.ErrnoException): LocalError {
  const as = user ? ` as user ${user}` : "";
  const remedy = `Check that ${command} is a program and ${cwd} a directory${user ? `, and that ${user} may enter all directories above them` : ""}.`;
  return new LocalError(
    "LOCAL_COMMAND_NOT_STARTED",
    `Process ${name} could not be started${as}: ${error.message}.`,
    remedy,
  );
}

const ADOPTED_POLL_MS = 500;

/** Takes over a process that a former supervisor started; its end is noticed by looking. Undefined when it has ended. */
export function adoptChild(pid: number, identity: string): Child | undefined {
  if (!isSameProcess(pid, identity)) return undefined;
  const exited = new Promise<Exit>((resolve) => {
    const timer = setInterval(() => {
      if (isSameProcess(pid, identity)) return;
      clearInterval(timer);
      resolve({ code: null, signal: null });
    }, ADOPTED_POLL_MS);
  });
  return { pid, identity, exited };
}

/** Asks the process to stop, and kills its whole group once it did or the time is over: no grandchild stays behind. */
export async function stopChild(child: Child, stop: ProcessSpec["stop"]): Promise<{ killed: boolean }> {
  if (isSameProcess(child.pid, child.identity)) send(child.pid, stop.signal);
  const inTime = await within(child.exited, stop.timeoutSeconds * 1000);
  await killGroup(child);
  await within(child.exited, END_MS);
  return { killed: !inTime };
}

/** Long enough for the kernel to end what was killed; a process in uninterruptible sleep can take longer, and nothing could be done about it. */
export const END_MS = 3000;

/** Kills what is left of a child's process group, and waits until it is gone. */
export async function killGroup({ pid, identity }: Pick<Child, "pid" | "identity">) {
  const leader = identityOf(pid);
  if (leader && leader !== identity) return; // the group has ended, and its number belongs to somebody else by now
  const deadline = Date.now() + END_MS;
  while (groupRuns(pid) && Date.now() < deadline) {
    send(-pid, "SIGKILL");
    await sleep(10);
  }
}

/** To a process, or below zero to a group; nothing where it has ended. */
export function send(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

/** Whether the promise was fulfilled in time. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timeUp = new AbortController();
  const late = sleep(ms, false, { signal: timeUp.signal }).catch(() => false);
  const answer = await Promise.race([promise.then(() => true), late]);
  timeUp.abort();
  return answer;
}
