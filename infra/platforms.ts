import type { Platform } from "./contract.ts";

/**
 * Each platform, loaded only when a stack asks for it: a stack pays for the SDK of one cloud only.
 * A platform's types never leave its folder, so here it is a platform of any parts.
 */
const platforms = {
  aws: async (): Promise<AnyPlatform> => (await import("./aws/index.ts")).aws,
  azure: async (): Promise<AnyPlatform> => (await import("./azure/index.ts")).azure,
  local: async (): Promise<AnyPlatform> => (await import("./local/index.ts")).local,
};

// biome-ignore lint/suspicious/noExplicitAny: the parts of a platform are its own; stack.ts pairs them up again.
type AnyPlatform = Platform<any>;

export type PlatformName = keyof typeof platforms;
export const platformNames = Object.keys(platforms) as [PlatformName, ...PlatformName[]];
export const loadPlatform = (name: PlatformName) => platforms[name]();
