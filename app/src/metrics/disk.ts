import { statfs } from "node:fs/promises";

export interface Disk {
  sizeBytes: number;
  /** What a user without privileges may still take. */
  freeBytes: number;
}

/** The disk, share or volume that holds a folder. */
export async function diskOf(folder: string): Promise<Disk> {
  const { bsize, blocks, bavail } = await statfs(folder);
  return { sizeBytes: blocks * bsize, freeBytes: bavail * bsize };
}
