import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { paintOf } from "../display/terminal.ts";
import { loadFixtures } from "../plan/fixtures.ts";
import type { ResourceGraph } from "../plan/graph.ts";
import { planJson } from "../plan/json.ts";
import { startPolicyPack } from "../plan/policies.ts";
import { planProgram } from "../plan/run.ts";
import { planTree } from "../plan/tree.ts";
import { loadProject } from "../project/project.ts";
import { recordedFolder } from "./support/recordings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-plan-"));
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"name": "plan", "type": "module"}');
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: plan\nruntime: { name: nodejs, options: { typescript: false } }\nmain: main.ts\n",
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prelude = `import * as pulumi from "@pulumi/pulumi";
class Thing extends pulumi.CustomResource {
  declare readonly made: pulumi.Output<string>;
  constructor(name: string, args: object = {}, options?: pulumi.CustomResourceOptions) {
    super("cloud:index:Thing", name, { ...args, made: undefined }, options);
  }
}
class Part extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) { super("test:index:Part", name, {}, options); }
}
`;

interface Planned {
  graph: ResourceGraph;
  said: string[];
}

async function planOf(program: string, config: Record<string, string> = {}, fixtures?: string): Promise<Planned> {
  writeFileSync(join(folder, "main.ts"), prelude + program);
  const said: string[] = [];
  const graph = await planProgram({
    project: loadProject(folder),
    stack: "dev",
    config: { values: config, secretKeys: [] },
    fixtures: loadFixtures(fixtures),
    onMessage: (_severity, message) => said.push(message),
  });
  return { graph, said };
}

const named = ({ graph }: Planned, name: string) => planJson(graph).find((entry) => entry.name === name)!;

describe("the offline plan", { timeout: 60_000 }, () => {
  test("records resources of any provider, with unknowns, secrets, dependencies and the default provider", async () => {
    const plan = await planOf(
      `const a = new Thing("a", { size: 1, password: pulumi.secret("hidden"), list: [1, { deep: pulumi.secret("hidden") }] });
       new Thing("b", { from: a.made, fixed: "x" }, { protect: true, dependsOn: a, version: "1.2.3" });
       export const url = pulumi.interpolate\`https://\${a.made}\`;`,
      { "cloud:region": "eu" },
    );
    expect(named(plan, "a")).toMatchObject({
      urn: "urn:pulumi:dev::plan::cloud:index:Thing::a",
      type: "cloud:index:Thing",
      custom: true,
      parent: "urn:pulumi:dev::plan::pulumi:pulumi:Stack::plan-dev",
      inputs: { size: 1, password: "<secret>", list: [1, { deep: "<secret>" }] },
      protect: false,
      provider: "urn:pulumi:dev::plan::pulumi:providers:cloud::default",
    });
    expect(named(plan, "b")).toMatchObject({
      inputs: { from: "<unknown>", fixed: "x" },
      dependencies: ["urn:pulumi:dev::plan::cloud:index:Thing::a"],
      propertyDependencies: { from: ["urn:pulumi:dev::plan::cloud:index:Thing::a"], fixed: [] },
      protect: true,
      provider: "urn:pulumi:dev::plan::pulumi:providers:cloud::default_1_2_3",
    });
    expect(named(plan, "default").inputs).toEqual({ region: "eu" });
    expect(JSON.stringify(planJson(plan.graph))).not.toContain("hidden");
  });

  test("shows components as a tree, with counts", async () => {
    const { graph } = await planOf(
      `const part = new Part("part"); new Thing("inner", { key: "k" }, { parent: part }); new Thing("outer");`,
    );
    const lines = planTree(graph, paintOf(false));
    expect(lines.join("\n")).toContain("├─ test:index:Part part\n│  └─ cloud:index:Thing inner");
    expect(lines.at(-2)).toBe("2 resources in 2 components");
    expect(lines.at(-1)?.trim()).toBe("2 cloud:index:Thing");
  });

  test("children inherit the protection of their parent", async () => {
    const plan = await planOf(`new Thing("a", {}, { parent: new Part("part", { protect: true }) });`);
    expect(named(plan, "a").protect).toBe(true);
  });

  test("runs transforms: the resource's own, then its parents', then the stack's", async () => {
    const plan = await planOf(
      `const add = (mark: string) => (args: any) => ({ props: { ...args.props, marks: [...(args.props.marks ?? []), mark] }, opts: { ...args.opts, protect: true } });
       pulumi.runtime.registerResourceTransform(add("stack"));
       const part = new Part("part", { transforms: [add("part")] });
       new Thing("a", {}, { parent: part, transforms: [add("own")] });`,
    );
    expect(named(plan, "a")).toMatchObject({ inputs: { marks: ["own", "part", "stack"] }, protect: true });
  });

  test("answers function calls from fixtures, and leaves the others unknown", async () => {
    const fixtures = join(folder, "fixtures.json");
    writeFileSync(
      fixtures,
      JSON.stringify({
        "cloud:index:getZone": [{ args: { name: "a" }, result: { id: "zone-a" } }, { result: { id: "any" } }],
      }),
    );
    const program = `const zone = (name: string) => (pulumi.runtime as any).invokeOutput("cloud:index:getZone", { name }).apply((r: any) => r.id);
      const other = (pulumi.runtime as any).invokeOutput("cloud:index:getOther", {}).apply((r: any) => r.id);
      new Thing("a", { first: zone("a"), second: zone("b"), third: other });`;
    expect(named(await planOf(program, {}, fixtures), "a").inputs).toEqual({
      first: "zone-a",
      second: "any",
      third: "<unknown>",
    });
    expect(named(await planOf(program), "a").inputs).toEqual({
      first: "<unknown>",
      second: "<unknown>",
      third: "<unknown>",
    });
  });

  test("records what a program only reads", async () => {
    const plan = await planOf(`new Thing("a", {}, { id: "existing" });`);
    expect(plan.graph.resources.find(({ name }) => name === "a")).toMatchObject({ read: true });
  });

  test("tells the program that it runs offline, and passes on what it says", async () => {
    const { said } = await planOf(`pulumi.log.warn("offline is " + process.env.CAMPFIRE_OFFLINE);`);
    expect(said).toEqual(["offline is 1"]);
  });

  test.each([
    ["hooks", `new Thing("a", {}, { hooks: { beforeCreate: [new pulumi.ResourceHook("h", async () => {})] } });`],
    ["two resources of one name", `new Thing("a"); new Thing("a");`],
  ])("refuses %s by name", async (_what, program) => {
    await expect(planOf(program)).rejects.toThrow(/does not support|twice/);
  });

  test("fails with the program's own message, once and without its stack", async () => {
    const error = await planOf(`throw new Error("the zone is missing");`).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(/^The program failed: Error: the zone is missing \(at .*main\.ts:\d+\)$/);
    await expect(planOf(`throw new pulumi.RunError("SETTING_X is wrong");`)).rejects.toThrow(/^SETTING_X is wrong$/);
  });

  test("tells an error without what hangs on it, which can be a whole resource graph", async () => {
    const error = planOf(
      `const big: any[] = []; for (let i = 0; i < 300_000; i++) big.push({ i, next: { deep: { deeper: big } } });
       throw Object.assign(new Error("small words"), { big, again: [big, big] });`,
    );
    await expect(error).rejects.toThrow(/^The program failed: Error: small words \(at .*main\.ts:\d+\)$/);
  });
});

describe("policy packs", { timeout: 60_000 }, () => {
  test("run unmodified: mandatory and advisory rules, of a resource and of the stack", async () => {
    const project = loadProject(recordedFolder);
    const stack = {
      project: "probe",
      stack: "dev",
      config: { values: { "probe:case": "components", "probe:step": "1" }, secretKeys: [] },
    };
    const policies = startPolicyPack(join(recordedFolder, "pack"), stack);
    try {
      const graph = await planProgram({ ...stack, project, fixtures: loadFixtures(undefined), onMessage: () => {} });
      const violations = await policies.analyze(graph);
      const of = (policy: string) => violations.filter((violation) => violation.policy === policy);
      expect(of("no-drifted-value").filter(({ level }) => level === "mandatory")).toMatchObject([
        {
          urn: "urn:pulumi:dev::probe::probe:index:Part$probe:index:Thing::a",
          message: expect.stringContaining("v1 is not allowed"),
        },
      ]);
      expect(of("keys-are-set").map(({ level }) => level)).toEqual(["advisory", "advisory", "advisory"]);
      expect(of("few-things")).toMatchObject([{ level: "mandatory", message: expect.stringContaining("there are 3") }]);
    } finally {
      await policies.close();
    }
  });

  test("that can't be started are told", async () => {
    expect(() => startPolicyPack(folder, { project: "p", stack: "s", config: { values: {}, secretKeys: [] } })).toThrow(
      "PulumiPolicy.yaml",
    );
  });
});
