import { statfsSync } from "node:fs";
import type { Spec } from "../contract.ts";
import type { Problem } from "../problems.ts";
import { findExecutable } from "./executables.ts";
import { projectRoot, runsAsRoot } from "./machine.ts";
import { mostReplicas } from "./ports.ts";
import { installedPostgres } from "./postgres/binaries.ts";

/** PostgreSQL's first data folder, its copy for root, the built app, and logs to begin with. */
const bytesNeeded = 1024 ** 3;

/** What a spec asks for that this platform never offers. */
export function validate(spec: Spec): Problem[] {
  if (spec.replicas <= mostReplicas) return [];
  const what = `A local stack has ports for ${mostReplicas} replicas, and ${spec.replicas} are asked for.`;
  const remedy = `Set it to ${mostReplicas} or fewer: \`pulumi config set replicas ${mostReplicas}\`.`;
  return [{ code: "TOO_MANY_REPLICAS", setting: "replicas", what, remedy }];
}

/** What stands in the way on this machine, besides ports: those are checked by each process that wants one. */
export async function preflight(): Promise<Problem[]> {
  return [...missingPostgres(), ...missingUserTools(), ...fullDisk()];
}

function missingPostgres(): Problem[] {
  if (installedPostgres()) return [];
  const what = `npm installed no PostgreSQL for ${process.platform} on ${process.arch}.`;
  const remedy =
    "Run `npm install` again without --omit=optional; where there is none for this machine, use another platform.";
  return [{ code: "POSTGRES_MISSING", setting: "platform", what, remedy }];
}

function missingUserTools(): Problem[] {
  const administration = `${process.env.PATH}:/usr/sbin:/sbin`;
  const has = (name: string) => findExecutable(name, administration) !== undefined;
  if (!runsAsRoot || (has("useradd") && has("userdel"))) return [];
  const what =
    "PostgreSQL does not run as root, and this system has no useradd and userdel to give it a user of its own.";
  return [
    {
      code: "USER_TOOLS_MISSING",
      what,
      remedy: "Run the stack as a user other than root, or install the package that has them (shadow, passwd).",
    },
  ];
}

function fullDisk(): Problem[] {
  const { bavail, bsize } = statfsSync(projectRoot);
  const free = bavail * bsize;
  if (free >= bytesNeeded) return [];
  const what = `${projectRoot} has ${Math.floor(free / 1024 ** 2)} MB of free disk space, and a stack begins with ${bytesNeeded / 1024 ** 2} MB.`;
  return [{ code: "DISK_FULL", what, remedy: "Free some space, or clone the project onto a larger disk." }];
}
