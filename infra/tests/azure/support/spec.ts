import type { Spec } from "../../../contract.ts";
import { lifecyclePresets, sizePresets } from "../../../presets.ts";
import { readSettings } from "../../../settings.ts";

/** The spec of a stack on Azure with these settings, all others at their defaults. */
export function specOf(config: Record<string, string>): Spec {
  const { settings, problems } = readSettings({ platform: "azure", ...config });
  if (!settings) throw new Error(problems.map(({ what }) => what).join(" "));
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
