import type { Platform } from "./contract.ts";

/**
 * Each platform, loaded only when a stack asks for it: a stack pays for the SDK of one cloud only.
 * A platform's types never leave its folder, so here it is a platform of any parts.
 */
const platforms = {
  // biome-ignore lint/suspicious/noExplicitAny: the parts of a platform are its own; compose.ts pairs them up again.
  azure: async (): Promise<Platform<any>> => (await import("./azure/index.ts")).azure,
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  local: async (): Promise<Platform<any>> => (await import("./local/index.ts")).local,
};

export type PlatformName = keyof typeof platforms;
export const platformNames = Object.keys(platforms) as [PlatformName, ...PlatformName[]];
export const loadPlatform = (name: PlatformName) => platforms[name]();
