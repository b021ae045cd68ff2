/** Where a stack can run: what the setting `platform` takes. */
export const platformNames = ["local", "docker", "kubernetes", "aws", "gcp", "azure"] as const;
export type PlatformName = (typeof platformNames)[number];
