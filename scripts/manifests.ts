// Prints every Kubernetes object of a stack as YAML, offline: `npm run manifests -- --stack NAME`.
import { parseArgs } from "node:util";
import { passphraseFile } from "../engine/commands/context.ts";
import { describe, EngineError } from "../engine/errors.ts";
import { loadFixtures } from "../engine/plan/fixtures.ts";
import { planJson } from "../engine/plan/json.ts";
import { planProgram } from "../engine/plan/run.ts";
import { loadConfig } from "../engine/project/config.ts";
import { loadProject } from "../engine/project/project.ts";
import { findPassphrase } from "../engine/state/passphrase.ts";
import { manifestsOf, toYaml } from "../infra/kubernetes/manifests.ts";

const usage = "Usage: npm run --silent manifests -- --stack NAME";

async function print(stack: string): Promise<void> {
  const project = loadProject(process.cwd());
  const config = await loadConfig(project, stack, () => findPassphrase(passphraseFile(project)));
  const graph = await planProgram({
    project,
    stack,
    config,
    fixtures: loadFixtures(undefined),
    onMessage: (severity, message) => console.error(`${severity}: ${message}`),
  });
  const manifests = manifestsOf(planJson(graph));
  if (manifests.length === 0) {
    throw new EngineError({
      code: "no-manifests",
      message: `The stack "${stack}" has no Kubernetes objects`,
      setting: "campfire:platform",
      remedy: "Name a stack whose platform is kubernetes, as `--stack kubernetes`.",
    });
  }
  process.stdout.write(toYaml(manifests));
}

try {
  const { values } = parseArgs({ options: { stack: { type: "string", default: "kubernetes" } } });
  await print(values.stack);
} catch (error) {
  const text =
    error instanceof EngineError ? describe(error.problem) : error instanceof Error ? error.message : String(error);
  console.error(`error ${text}\n${error instanceof TypeError ? usage : ""}`.trimEnd());
  process.exitCode = 1;
}
