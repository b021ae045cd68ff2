// Looks every image of infra/images.ts up in its registry and writes the digests into infra/images.lock.json: `npm run pin-images`.
import { renameSync, writeFileSync } from "node:fs";
import { type ImageLock, images, lockFile, readLock } from "../infra/images.ts";
import { digestOf } from "./registry.ts";

export interface Pinned {
  /** What the lock file is to hold: images of the table only, sorted. */
  lock: ImageLock;
  /** One line an image: what became of it. */
  report: string[];
  /** How many have no digest now, or perhaps an old one. */
  failed: number;
}

/** Resolves each image. One whose registry does not tell keeps the digest that it had; none gets one that no registry told. */
export async function pin(
  names: readonly string[],
  before: ImageLock,
  resolve: (image: string) => Promise<string>,
): Promise<Pinned> {
  const lock: Record<string, string> = {};
  const report: string[] = [];
  let failed = 0;
  for (const image of [...names].sort()) {
    const old = before[image];
    try {
      const digest = await resolve(image);
      lock[image] = digest;
      report.push(`${old === digest ? "=" : old ? "~" : "+"} ${image}@${digest}`);
    } catch (error) {
      failed++;
      if (old !== undefined) lock[image] = old;
      const kept = old === undefined ? "stays unlocked" : `keeps ${old}`;
      report.push(`! ${image} ${kept}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { lock, report, failed };
}

if (import.meta.main) {
  const { lock, report, failed } = await pin(Object.values(images), readLock(), (image) => digestOf(image));
  for (const line of report) console.log(line);
  // Whole or not at all: a half-written lock would unlock everything.
  writeFileSync(`${lockFile}.new`, `${JSON.stringify(lock, null, 2)}\n`);
  renameSync(`${lockFile}.new`, lockFile);
  if (failed > 0) {
    console.error(
      `error IMAGES_UNLOCKED: ${failed} of ${report.length} images could not be looked up. Run this where their registries can be reached, or mend their versions in infra/images.ts.`,
    );
    process.exitCode = 1;
  }
}
