import { type PlatformName, platformNames } from "../../infra/platforms.ts";
import { type Lifecycle, lifecycles, type Size, sizes } from "../../infra/presets.ts";

/** What a platform needs besides size and lifecycle, as a stack file would say it: complete keys, as `aws:region`. */
const settingsOf: Record<PlatformName, Record<string, string>> = {
  aws: { "aws:region": "eu-central-1", "campfire:domain": "chat.example.com", "campfire:dnsZone": "example.com" },
  azure: {
    "azure-native:location": "westeurope",
    "campfire:domain": "chat.example.com",
    "campfire:dnsZone": "dns/example.com",
  },
  local: {},
};

export interface Cell {
  platform: PlatformName;
  size: Size;
  lifecycle: Lifecycle;
  config: Record<string, string>;
}

/** Every platform × size × lifecycle. */
export const matrix: Cell[] = platformNames.flatMap((platform) =>
  sizes.flatMap((size) =>
    lifecycles.map((lifecycle) => ({
      platform,
      size,
      lifecycle,
      config: {
        ...settingsOf[platform],
        "campfire:platform": platform,
        "campfire:size": size,
        "campfire:lifecycle": lifecycle,
      },
    })),
  ),
);
