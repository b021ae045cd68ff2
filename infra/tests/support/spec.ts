import type { Spec } from "../../contract.ts";
import { lifecyclePresets, sizePresets } from "../../presets.ts";
import { readSettings } from "../../settings.ts";

/** What a stack file of these settings asks for; throws when one of them is wrong by itself. */
export function specOf(config: Record<string, string>): Spec {
  const { settings, problems } = readSettings(config);
  if (!settings) throw new Error(problems.map(({ what }) => what).join("\n"));
  const size = sizePresets[settings.size];
  return {
    project: "campfire",
    stack: "test",
    settings,
    size,
    lifecycle: lifecyclePresets[settings.lifecycle],
    replicas: settings.replicas || size.replicas.min,
  };
}
