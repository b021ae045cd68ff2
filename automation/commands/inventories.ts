import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { PlanEntry } from "../../engine/plan/json.ts";
import { type Inventory, reportOfInventories } from "../report/inventories.ts";

/** Room for a plan: the largest stack's is half a megabyte. */
const maxBuffer = 64 * 1024 * 1024;

/**
 * Plans every stack of two checkouts offline, each with its own engine and program, and writes what differs: a list of `Report` as JSON. Both
 * run code of the pull request: this belongs into a job that holds no secret and may write nothing.
 */
export function inventories({ base, head, out }: { base: string; head: string; out: string }): void {
  const sides = [resolve(base), resolve(head)];
  const file = resolve(out);
  const stacks = [...new Set(sides.flatMap(stacksIn))].sort();
  const [before = [], after = []] = sides.map((side) =>
    // The resources of a stack on this machine have its paths in them: both sides are planned at the same one.
    movedTo(join(dirname(side), "planned"), side, (place) => stacks.map((stack) => inventoryOf(place, stack))),
  );
  const reports = stacks.map((stack, at) => reportOfInventories(stack, before[at]!, after[at]!));
  writeFileSync(file, JSON.stringify(reports));
}

/** Does something while a folder is elsewhere, and puts it back. */
function movedTo<T>(place: string, folder: string, work: (place: string) => T): T {
  renameSync(folder, place);
  try {
    return work(place);
  } finally {
    renameSync(place, folder);
  }
}

const stacksIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? []);

function inventoryOf(folder: string, stack: string): Inventory {
  if (!existsSync(join(folder, `Pulumi.${stack}.yaml`))) return { exists: false, resources: undefined, log: "" };
  console.error(`planning ${stack}`);
  const args = ["engine/cli.mjs", "plan", "--stack", stack, "--json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer });
  return { exists: true, resources: listIn(stdout), log: stderr };
}

/** A broken rule makes the exit status 1 although the list is there. */
function listIn(stdout: string): PlanEntry[] | undefined {
  try {
    const entries = JSON.parse(stdout) as PlanEntry[];
    return Array.isArray(entries) ? entries : undefined;
  } catch {
    return undefined;
  }
}
