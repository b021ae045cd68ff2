import type { Platform } from "./contract.ts";

/**
 * Each platform, loaded only when a stack asks for it: a stack pays for the SDK of one cloud only.
 * A platform's types never leave its folder, so here it is a platform of any parts.
 */
const platforms = {
  local: async (): Promise<AnyPlatform> => (await import("./local/index.ts")).local,
  docker: async (): Promise<AnyPlatform> => (await import("./docker/index.ts")).docker,
  kubernetes: async (): Promise<AnyPlatform> => (await import("./kubernetes/index.ts")).kubernetes,
  aws: async (): Promise<AnyPlatform> => (await import("./aws/index.ts")).aws,
  gcp: async (): Promise<AnyPlatform> => (await import("./gcp/index.ts")).gcp,
  azure: async (): Promise<AnyPlatform> => (await import("./azure/index.ts")).azure,
};

// biome-ignore lint/suspicious/noExplicitAny: the parts of a platform are its own; stack.ts pairs them up again.
type AnyPlatform = Platform<any>;

export type PlatformName = keyof typeof platforms;
export const platformNames = Object.keys(platforms) as [PlatformName, ...PlatformName[]];
export const loadPlatform = (name: PlatformName) => platforms[name]();
