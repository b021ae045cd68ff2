import { readFileSync } from "node:fs";
import { Masker } from "../display/masker.ts";
import { EngineError, messageOf } from "../errors.ts";
import { loadFixtures } from "../plan/fixtures.ts";
import type { ResourceGraph } from "../plan/graph.ts";
import { type PlanEntry, planJson } from "../plan/json.ts";
import { startPolicyPack, type Violation } from "../plan/policies.ts";
import { comparePlans, type PlanChange } from "../plan/replacements.ts";
import { planProgram } from "../plan/run.ts";
import { planTree } from "../plan/tree.ts";
import { loadConfig } from "../project/config.ts";
import { nameOf, typeOf } from "../urn.ts";
import { type Context, policyPackOf } from "./context.ts";

/** Lists what the program would register, offline: for any platform, with no credentials and no plugins. */
export async function run(context: Context): Promise<number> {
  const { args, project, terminal, passphrase } = context;
  const before = args.against === undefined ? undefined : readPlan(args.against);
  const fixtures = loadFixtures(args.fixtures);
  const config = await loadConfig(project, args.stack, passphrase);
  const masker = new Masker();
  for (const key of config.secretKeys) masker.addText(config.values[key] ?? "");
  const pack = policyPackOf(project, args.policy);
  // It comes up while the program runs.
  const policies =
    pack === undefined ? undefined : startPolicyPack(pack, { project: project.name, stack: args.stack, config });
  try {
    const graph = await planProgram({
      project,
      stack: args.stack,
      config,
      fixtures,
      onMessage: (severity, message) =>
        terminal.note(masker.mask(severity === "warning" ? `warning: ${message}` : message)),
    });
    if (before !== undefined) show(context, comparePlans(before, planJson(graph)), changeLines);
    else if (args.json) terminal.print(JSON.stringify(planJson(graph), null, 2));
    else for (const line of planTree(graph, terminal.paint)) terminal.print(line);
    return judge(context, graph, (await policies?.analyze(graph)) ?? []);
  } catch (error) {
    throw masker.maskError(error);
  } finally {
    await policies?.close();
  }
}

function judge({ terminal }: Context, graph: ResourceGraph, violations: Violation[]): number {
  const mandatory = violations.filter(({ level }) => level === "mandatory");
  for (const { policy, level, message, urn } of violations) {
    const color = level === "mandatory" ? terminal.paint.red : terminal.paint.yellow;
    const subject = urn === "" ? "" : ` ${typeOf(urn)} "${nameOf(urn)}"`;
    terminal.note(`${color(`${level} policy ${policy}`)}${subject}: ${message}`);
  }
  if (mandatory.length === 0) return 0;
  const { paint } = terminal;
  terminal.note(
    `${paint.red("error")} policy-violated: ${mandatory.length} of the rules for ${graph.resources.length} resources are broken.`,
  );
  return 1;
}

function show<Item>(
  { args, terminal }: Context,
  items: Item[],
  lines: (items: Item[], context: Context["terminal"]) => string[],
) {
  if (args.json) terminal.print(JSON.stringify(items, null, 2));
  else for (const line of lines(items, terminal)) terminal.print(line);
}

function changeLines(changes: PlanChange[], { paint }: Context["terminal"]): string[] {
  if (changes.length === 0) return ["The plans are the same."];
  const colors = { new: paint.green, gone: paint.red, changed: paint.yellow, "likely replaced": paint.red };
  return changes.map(({ kind, urn, inputs, because }) => {
    const what = because.length > 0 ? ` since ${because.join(", ")} changes` : "";
    const keys = inputs.length > 0 ? paint.dim(` (${inputs.join(", ")})`) : "";
    return `${colors[kind](kind)} ${typeOf(urn)} ${nameOf(urn)}${what}${keys}`;
  });
}

function readPlan(file: string): PlanEntry[] {
  try {
    const entries = JSON.parse(readFileSync(file, "utf8")) as PlanEntry[];
    if (Array.isArray(entries)) return entries;
    throw new Error("it is no list of resources");
  } catch (error) {
    throw new EngineError({
      code: "plan-file",
      message: `The plan ${file} can't be read: ${messageOf(error)}`,
      setting: "--against",
      remedy: "Make one with `npm run -s plan -- --json > plan.json`.",
    });
  }
}
