import { loadSharp } from "../pictures/sharp.ts";

/** A small picture of ours, made of somebody else's. */
export interface Picture {
  /** WebP. */
  data: Buffer;
  /** In pixels. */
  width: number;
  height: number;
}

const LARGEST_SIDE = 640;
// Smaller ones are marks for counting visits.
const SMALLEST_SIDE = 32;
const MOST_PIXELS = 40_000_000;
const FORMATS = new Set(["jpeg", "png", "webp", "gif", "heif"]);

/** The picture in a size to show beside words, drawn anew so that nothing but its pixels is left; null when it can't be. */
export async function shrink(source: Buffer): Promise<Picture | null> {
  const sharp = await loadSharp();
  const image = sharp(source, { limitInputPixels: MOST_PIXELS, failOn: "error" });
  const { format = "", width = 0, height = 0 } = await image.metadata();
  if (!FORMATS.has(format) || Math.min(width, height) < SMALLEST_SIDE) return null;
  const { data, info } = await image
    .autoOrient()
    .resize({ width: LARGEST_SIDE, height: LARGEST_SIDE, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 75 })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
