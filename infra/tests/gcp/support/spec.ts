import type { Spec } from "../../../contract.ts";
import { type Lifecycle, lifecyclePresets, type Size, sizePresets } from "../../../presets.ts";
import { type Settings, table } from "../../../settings.ts";

const defaults = Object.fromEntries(Object.entries(table).map(([name, { default: text }]) => [name, text]));

interface Asked {
  size?: Size;
  lifecycle?: Lifecycle;
  replicas?: number;
  stack?: string;
  settings?: Partial<Settings>;
}

/** A stack on Google Cloud at chat.example.com, small and ephemeral where nothing else is asked for. */
export function specOf(asked: Asked = {}): Spec {
  const { size = "small", lifecycle = "ephemeral", stack = "test", settings = {} } = asked;
  const place = { platform: "gcp", domain: "chat.example.com", dnsZone: "example-com" };
  const chosen = { ...defaults, ...place, size, lifecycle, ...settings };
  return {
    project: "campfire",
    stack,
    settings: chosen as unknown as Settings,
    size: sizePresets[size],
    lifecycle: lifecyclePresets[lifecycle],
    replicas: asked.replicas ?? sizePresets[size].replicas.min,
  };
}
