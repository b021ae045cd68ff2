import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadFixtures } from "../../engine/plan/fixtures.ts";
import { type PlanEntry, planJson } from "../../engine/plan/json.ts";
import { planProgram } from "../../engine/plan/run.ts";
import { loadProject } from "../../engine/project/project.ts";
import { type OperatorName, operatorNames, operators } from "../cluster/operators.ts";

const project = loadProject(resolve(import.meta.dirname, "../cluster"));
const releaseType = "kubernetes:helm.sh/v3:Release";

/** The offline plan of the program that installs what stacks share; what is named is "already there". */
async function planWithout(...there: OperatorName[]): Promise<PlanEntry[]> {
  const declared = Object.entries(project.config).map(([name, { default: value }]) => [
    `${project.name}:${name}`,
    String(value),
  ]);
  const values = {
    ...Object.fromEntries(declared),
    [`${project.name}:externalSecrets`]: "true",
    ...Object.fromEntries(there.map((name) => [`${project.name}:${name}`, "false"])),
  };
  const config = { values, secretKeys: [] };
  return planJson(
    await planProgram({ project, stack: "shared", config, fixtures: loadFixtures(undefined), onMessage: () => {} }),
  );
}

const releasesOf = (plan: PlanEntry[]) => plan.filter(({ type }) => type === releaseType);

describe("the program for what a cluster's stacks share", () => {
  let plan: PlanEntry[];
  beforeAll(async () => {
    plan = await planWithout();
  });

  it("installs every operator at an exact version, and waits until it works", () => {
    expect(
      releasesOf(plan)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...operatorNames].sort());
    for (const { inputs } of releasesOf(plan)) {
      expect(inputs.version).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(inputs).toMatchObject({ skipAwait: false, atomic: true });
    }
  });

  it("installs nothing before what it needs: definitions first, then webhooks that answer (pitfall 23)", () => {
    const urnOf = (name: OperatorName) => plan.find((entry) => entry.type === releaseType && entry.name === name)?.urn;
    for (const { name, dependencies } of releasesOf(plan)) {
      for (const needed of operators[name as OperatorName].after) expect(dependencies).toContain(urnOf(needed));
    }
    const certManager = plan.find(({ name }) => name === "certManager");
    expect(certManager?.inputs.values).toMatchObject({ crds: { enabled: true }, startupapicheck: { enabled: true } });
  });

  it("supplies every password that a chart would make up anew at each upgrade (pitfall 24)", () => {
    const release = plan.find(({ name, type }) => type === releaseType && name === "monitoring");
    const { grafana } = (release as PlanEntry).inputs.values as { grafana: { adminPassword: unknown } };
    expect(grafana.adminPassword).toBe("<secret>");
  });

  it("leaves alone what the cluster has already, and installs the others", async () => {
    const there: OperatorName[] = ["certManager", "monitoring"];
    const names = releasesOf(await planWithout(...there)).map(({ name }) => name as OperatorName);
    expect(names.sort()).toEqual(operatorNames.filter((name) => !there.includes(name)).sort());
  });

  it("makes a namespace for each, once", () => {
    const namespaces = plan.filter(({ type }) => type === "kubernetes:core/v1:Namespace").map(({ name }) => name);
    expect(namespaces.sort()).toEqual([...new Set(operatorNames.map((name) => operators[name].namespace))].sort());
  });
});
