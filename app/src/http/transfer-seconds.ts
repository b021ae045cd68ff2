/** Seconds that so many bytes may be on their way: a slow phone has 64 KiB a second. */
export const transferSeconds = (bytes: number, least: number) => Math.max(least, Math.ceil(bytes / 65_536));
