import * as pulumi from "@pulumi/pulumi";
import { appVariableProblems } from "./app-variables.ts";
import type { Spec } from "./contract.ts";
import { expiryProblems } from "./expiry.ts";
import { loadPlatform } from "./platforms.ts";
import { lifecyclePresets, sizePresets } from "./presets.ts";
import { refuse } from "./problems.ts";
import { readSettings } from "./settings.ts";
import { signInProblems } from "./signing-in.ts";
import { composeStack } from "./stack.ts";

/** Settings → platform → stack → outputs. Whatever is wrong is said before the first resource is registered. */
async function main() {
  const project = pulumi.getProject();
  const { settings, problems } = readSettings(configOf(project));
  if (!settings) refuse(problems);

  const size = sizePresets[settings.size];
  const spec: Spec = {
    project,
    stack: pulumi.getStack(),
    settings,
    size,
    lifecycle: lifecyclePresets[settings.lifecycle],
    replicas: settings.replicas || size.replicas.min,
  };

  const platform = await loadPlatform(settings.platform);
  const asked = [
    ...platform.validate(spec),
    ...expiryProblems(settings),
    ...signInProblems(settings),
    ...appVariableProblems(settings),
  ];
  if (asked.length > 0) refuse(asked);
  const inTheWay = offline() ? [] : await platform.preflight(spec);
  if (inTheWay.length > 0) refuse(inTheWay);
  return composeStack(platform, spec);
}

/** The stack's configuration in this project's namespace. */
function configOf(project: string): Record<string, string> {
  const prefix = `${project}:`;
  const all = Object.entries(pulumi.runtime.allConfig());
  return Object.fromEntries(
    all.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** An offline plan looks at nothing outside the repository: no ports, no disks, no credentials. */
const offline = () => process.env.CAMPFIRE_OFFLINE === "1";

export default main;
