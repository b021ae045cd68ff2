import type { Spec } from "../../contract.ts";
import { lifecyclePresets, sizePresets } from "../../presets.ts";
import { type Settings, table } from "../../settings.ts";

/** A spec on AWS: small, ephemeral, with a domain and its zone, but for what is given. */
export function specOf(given: Partial<Settings> = {}): Spec {
  const defaults = Object.fromEntries(Object.entries(table).map(([name, setting]) => [name, setting.default]));
  const settings = {
    ...defaults,
    platform: "aws",
    domain: "chat.example.com",
    dnsZone: "example.com",
    port: 8443,
    replicas: 0,
    ...given,
  } as unknown as Settings;
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
