import type { Platform } from "./contract.ts";
import type { PlatformName } from "./platform-names.ts";

// biome-ignore lint/suspicious/noExplicitAny: the parts of a platform are its own; stack.ts pairs them up again.
type AnyPlatform = Platform<any>;

/**
 * Each platform, loaded only when a stack asks for it: a stack pays for the SDK of one cloud only.
 * A platform's types never leave its folder, so here it is a platform of any parts.
 */
const platforms: Record<PlatformName, () => Promise<AnyPlatform>> = {
  local: async () => (await import("./local/index.ts")).local,
  docker: async () => (await import("./docker/index.ts")).docker,
  kubernetes: async () => (await import("./kubernetes/index.ts")).kubernetes,
  aws: async () => (await import("./aws/index.ts")).aws,
  gcp: async () => (await import("./gcp/index.ts")).gcp,
  azure: async () => (await import("./azure/index.ts")).azure,
};

export const loadPlatform = (name: PlatformName) => platforms[name]();
