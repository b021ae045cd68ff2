import { type PlatformName, platformNames } from "../../infra/platform-names.ts";
import { type Lifecycle, lifecycles, type Size, sizes } from "../../infra/presets.ts";

/** What a platform needs besides size and lifecycle, as a stack file would say it: complete keys, as `aws:region`. */
const settingsOf: Record<PlatformName, Record<string, string>> = {
  docker: { "campfire:domain": "chat.example.com" },
  kubernetes: {
    "campfire:domain": "chat.example.com",
    "campfire:registry": "registry.example.com/team/campfire",
    "campfire:filesStorageClass": "shared",
    "campfire:backupBucket": "s3://campfire-backups",
    "campfire:backupKeyId": "AKIAEXAMPLE",
    "campfire:backupKey": "an-example-key",
  },
  azure: {
    "azure-native:location": "westeurope",
    "campfire:domain": "chat.example.com",
    "campfire:dnsZone": "dns/example.com",
  },
  local: {},
  aws: { "aws:region": "eu-central-1", "campfire:domain": "chat.example.com", "campfire:dnsZone": "example.com" },
  gcp: {
    "gcp:project": "acme-chat",
    "gcp:region": "europe-west1",
    "campfire:domain": "chat.example.com",
    "campfire:dnsZone": "example-com",
  },
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
