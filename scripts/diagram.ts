// Draws each platform from what its stack registers in an offline plan, into docs/diagrams: `npm run diagrams`.
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { loadFixtures } from "../engine/plan/fixtures.ts";
import { type PlanEntry, planJson } from "../engine/plan/json.ts";
import { planProgram } from "../engine/plan/run.ts";
import { loadConfig } from "../engine/project/config.ts";
import { loadProject } from "../engine/project/project.ts";
import { dependencies, partsOf } from "./diagram/parts.ts";

const root = resolve(import.meta.dirname, "..");
export const diagramFile = (platform: string) => resolve(root, `docs/diagrams/${platform}.md`);

/** The stack that stands for a platform in its diagram: its production stack, complete with everything. */
export const diagrammed: Partial<Record<string, string>> = { aws: "prod", gcp: "prod-gcp", azure: "prod-azure" };

/** The offline plan of a committed stack file. */
export async function planOf(stack: string): Promise<PlanEntry[]> {
  const project = loadProject(root);
  const noPassphrase = (): never => {
    throw new Error(`Pulumi.${stack}.yaml holds secrets, and a diagram is drawn without a passphrase`);
  };
  const config = await loadConfig(project, stack, noPassphrase);
  return planJson(
    await planProgram({ project, stack, config, fixtures: loadFixtures(undefined), onMessage: () => {} }),
  );
}

/** A page with the diagram of a platform: what each part is made of, and which part needs which. */
export function diagramPage(platform: string, stack: string, resources: PlanEntry[]): string {
  return [
    `# ${platform}: what stands where`,
    "<!-- Written by `npm run diagrams` from the offline plan: do not edit. -->",
    `The resources of \`Pulumi.${stack}.yaml\` by part. An arrow leads from a part to one that it needs; what follows from other arrows is left out, and so are policies, rules and other fittings (their number stands with the part).`,
    `\`\`\`mermaid\n${mermaid(resources)}\n\`\`\``,
    "",
  ]
    .join("\n\n")
    .trimEnd();
}

/** The diagram itself: a subgraph a part, a node a type of resource. */
export function mermaid(resources: PlanEntry[]): string {
  const parts = partsOf(resources);
  const subgraphs = parts.flatMap(({ name, kinds, fittings }) => [
    `  subgraph ${name}["${name}${fittings > 0 ? ` (and ${fittings} fitting${fittings > 1 ? "s" : ""})` : ""}"]`,
    ...kinds.map(({ kind, count }, index) => `    ${name}_${index}["${kind}${count > 1 ? ` ×${count}` : ""}"]`),
    "  end",
  ]);
  const arrows = dependencies(resources, parts).map(([from, to]) => `  ${from} --> ${to}`);
  return ["flowchart LR", "  people((people)) --> ingress", ...subgraphs, ...arrows].join("\n");
}

if (import.meta.main) {
  mkdirSync(resolve(root, "docs/diagrams"), { recursive: true });
  for (const [platform, stack] of Object.entries(diagrammed) as [string, string][]) {
    writeFileSync(diagramFile(platform), `${diagramPage(platform, stack, await planOf(stack))}\n`);
  }
}
