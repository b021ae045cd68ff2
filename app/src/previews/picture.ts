import { MAX_PIXELS } from "../pictures/picture.ts";
import { inTurn, loadSharp } from "../pictures/sharp.ts";

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
const MOST_SECONDS = 5;
const FORMATS = new Set(["jpeg", "png", "webp", "gif", "heif"]);

/**
 * The picture in a size to show beside words, drawn anew so that nothing but its pixels is left; null when it can't be,
 * or when its turn comes after `signal`.
 */
export function shrink(source: Buffer, signal: AbortSignal): Promise<Picture | null> {
  return inTurn(async () => (signal.aborted ? null : draw(source)));
}

async function draw(source: Buffer): Promise<Picture | null> {
  const sharp = await loadSharp();
  // Only the head is read for these.
  const { format = "", width, height } = await sharp(source, { limitInputPixels: false }).metadata();
  const most = format === "heif" ? MAX_PIXELS.avif : MAX_PIXELS.usual;
  if (!FORMATS.has(format) || Math.min(width, height) < SMALLEST_SIDE || width * height > most) return null;
  const { data, info } = await sharp(source, { limitInputPixels: most, failOn: "error", autoOrient: true })
    .resize({ width: LARGEST_SIDE, height: LARGEST_SIDE, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds: MOST_SECONDS })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
