import { statfsSync } from "node:fs";
import { alertProblems } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import type { Problem } from "../problems.ts";
import { portsOfAStack } from "../settings.ts";
import { findExecutable } from "./executables.ts";
import { directoryOf, projectRoot, runsAsRoot } from "./machine.ts";
import { allPorts, mostReplicas, portsFrom } from "./ports.ts";
import { installedPostgres } from "./postgres/binaries.ts";
import { foreignPorts } from "./supervisor/client.ts";
import { portHolder } from "./supervisor/ports.ts";

/** PostgreSQL's first data folder, its copy for root, the built app, and logs to begin with. */
const bytesNeeded = 1024 ** 3;

/** What a spec asks for that this platform never offers. */
export function validate(spec: Spec): Problem[] {
  return [...alertProblems(spec.settings), ...tooManyReplicas(spec)];
}

function tooManyReplicas(spec: Spec): Problem[] {
  if (spec.replicas <= mostReplicas) return [];
  const what = `A local stack has ports for ${mostReplicas} replicas, and ${spec.replicas} are asked for.`;
  const remedy = `Set it to ${mostReplicas} or fewer in the stack file.`;
  return [{ code: "TOO_MANY_REPLICAS", setting: "replicas", what, remedy }];
}

/** What stands in the way on this machine. */
export async function preflight(spec: Spec): Promise<Problem[]> {
  return [...missingPostgres(), ...missingUserTools(), ...fullDisk(), ...(await takenPorts(spec))];
}

/** All ports are looked at before anything is made; what this stack runs already may keep its own. */
async function takenPorts(spec: Spec): Promise<Problem[]> {
  const wanted = allPorts(portsFrom(spec.settings.port, spec.replicas));
  return Promise.all((await foreignPorts(directoryOf(spec), wanted)).map(portProblem));
}

async function portProblem(port: number): Promise<Problem> {
  const holder = await portHolder(port);
  const by = holder ? `${holder.program} (pid ${holder.pid})` : "another program";
  const remedy = `Stop it, or choose other ports: \`campfire:port\` in the stack file is the first of ${portsOfAStack} in a row.`;
  return { code: "PORT_IN_USE", setting: "port", what: `Port ${port} is used by ${by}.`, remedy };
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
