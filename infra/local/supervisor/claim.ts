import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { claimsDirectory, supervisorDirectory } from "../paths.ts";
import { makePrivateDirectory } from "./directories.ts";
import { identityOf, isSameProcess } from "./identity.ts";

/** Who supervises a stack, and where to reach it. */
export interface Claim {
  pid: number;
  identity: string;
  socket: string;
}

/**
 * Makes this process the only supervisor of a stack, or returns false. Each writes its claim first and looks for others afterwards: of two at
 * once at least one sees the other and withdraws, so that there are never two (there can be none: callers try again). Claims of the dead are removed.
 */
export function claimStack(directory: string, socket: string): boolean {
  try {
    makePrivateDirectory(supervisorDirectory(directory));
    makePrivateDirectory(claimsDirectory(directory));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false; // the stack was removed
    throw error;
  }
  const own = claimFile(directory, process.pid);
  const claim: Claim = { pid: process.pid, identity: identityOf(process.pid)!, socket };
  // Complete from the first moment on: a reader must not see half a claim.
  const draft = `${own}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(claim), { mode: 0o600 });
  renameSync(draft, own);
  const others = readClaims(directory).filter((other) => other.pid !== process.pid);
  if (others.some(isLive)) {
    releaseStack(directory);
    return false;
  }
  for (const other of others) rmSync(claimFile(directory, other.pid), { force: true });
  return true;
}

export const releaseStack = (directory: string) => rmSync(claimFile(directory, process.pid), { force: true });

/** Whether this process's claim is still there: it goes when somebody removes the stack's directory. */
export const holdsStack = (directory: string) => readClaims(directory).some((claim) => claim.pid === process.pid);

/** The claim of the supervisor that runs, if one does. */
export const currentClaim = (directory: string) => readClaims(directory).find(isLive);

const isLive = (claim: Claim) => isSameProcess(claim.pid, claim.identity);

const claimFile = (directory: string, pid: number) => join(claimsDirectory(directory), `${pid}.json`);

function readClaims(directory: string): Claim[] {
  return listFiles(claimsDirectory(directory)).flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(file, "utf8")) as Claim];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return []; // withdrawn meanwhile
      // Cut off, as by a power cut: whoever wrote it is dead.
      if (error instanceof SyntaxError) return [{ pid: Number.parseInt(basename(file), 10), identity: "", socket: "" }];
      throw error;
    }
  });
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((name) => (name.endsWith(".json") ? [join(directory, name)] : []));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
