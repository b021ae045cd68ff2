import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { inject } from "vitest";
import { loadFixtures } from "../../engine/plan/fixtures.ts";
import { type PlanEntry, planJson } from "../../engine/plan/json.ts";
import { planProgram } from "../../engine/plan/run.ts";
import { textOf } from "../../engine/project/config.ts";
import { loadProject } from "../../engine/project/project.ts";
import { maskedProperties } from "../../engine/values/mask.ts";
import { planOf } from "../../scripts/diagram.ts";
import type { Cell } from "./matrix.ts";
import { renderProgram } from "./render.ts";
import type { Plan } from "./rules/rule.ts";

const project = loadProject(resolve(import.meta.dirname, "../.."));

/** The offline plan of a stack that exists in no file. What this machine has installed does not show in it. */
export const planCell = (cell: Cell): Promise<Plan> => kept(["plan", cell], () => planned(cell, planProgram));

/** The same with every resource made up as if it existed: nothing is unknown, so that the documents of a plan can be read. */
export const renderCell = (cell: Cell): Promise<Plan> => kept(["render", cell], () => planned(cell, renderProgram));

/** The offline plan of a committed stack file. */
export const planStack = (stack: string): Promise<PlanEntry[]> => kept(["stack", stack], () => planOf(stack));

/** Each run of the tests makes a plan once, whichever file asks first; every caller has a copy of its own to change. */
async function kept<Made>(what: unknown, make: () => Promise<Made>): Promise<Made> {
  const name = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  const file = join(inject("plans"), `${name}.json`);
  if (!existsSync(file)) {
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(await make()));
    renameSync(`${file}.${process.pid}`, file);
  }
  return JSON.parse(readFileSync(file, "utf8")) as Made;
}

async function planned({ platform, size, lifecycle, config }: Cell, plan: typeof planProgram): Promise<Plan> {
  const graph = await withTools(() =>
    plan({
      project,
      stack: "conformance",
      config: { values: { ...defaults(), ...config }, secretKeys: [] },
      fixtures: loadFixtures(undefined),
      onMessage: () => {},
    }),
  );
  const ignoring = graph.resources.filter(({ goal }) => (goal?.ignoreChanges.length ?? 0) > 0);
  return {
    platform,
    size,
    lifecycle,
    resources: planJson(graph),
    outputs: maskedProperties(graph.outputs),
    ignoreChanges: Object.fromEntries(ignoring.map(({ urn, goal }) => [urn, goal?.ignoreChanges ?? []])),
  };
}

/** What the CLI adds from Pulumi.yaml to every stack. */
function defaults(): Record<string, string> {
  const declared = Object.entries(project.config);
  return Object.fromEntries(declared.map(([name, setting]) => [`${project.name}:${name}`, textOf(setting.default)]));
}

/** Programs that the local platform uses where they are installed, as stand-ins that only tell their version. */
const tools = {
  "redis-server": "8.0.0",
  prometheus: "3.5.0",
  "prometheus-alertmanager": "0.28.0",
  "prometheus-node-exporter": "1.9.0",
  "grafana-server": "12.0.0",
};

async function withTools<T>(run: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "campfire-tools-"));
  const path = process.env.PATH;
  try {
    for (const [name, version] of Object.entries(tools)) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} ${version}"\n`);
      chmodSync(join(folder, name), 0o755);
    }
    process.env.PATH = `${folder}${delimiter}${path}`;
    return await run();
  } finally {
    process.env.PATH = path;
    rmSync(folder, { recursive: true, force: true });
  }
}
