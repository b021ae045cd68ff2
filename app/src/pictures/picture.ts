import { createHash } from "node:crypto";
import type sharpModule from "sharp";
import { AppError } from "../http/errors.ts";
import { inTurn, loadSharp } from "./sharp.ts";

/** The largest file that is taken in, in bytes. */
export const MAX_PICTURE_BYTES = 10_485_760;
/**
 * The most pixels that are decoded. So many take up to 160 MB for a moment (measured: a progressive JPEG, an interlaced
 * PNG, a GIF), of AVIF, whose decoder holds several copies, 115 MB; a small replica has 512 MiB. The client sends
 * what is larger in a smaller copy.
 */
export const MAX_PIXELS = { usual: 25_000_000, avif: 6_000_000 };
/** The side of the square that is kept, in pixels; what is smaller stays so. */
export const PICTURE_SIDE = 256;
/** What is kept has at most so many bytes; the database checks it too. */
export const MAX_STORED_BYTES = 65_536;

export interface Picture {
  /** Of the content, for its address: 24 letters and digits. */
  hash: string;
  /** A webp without any metadata. */
  content: Buffer;
}

/** `cover` fills the square and cuts what is beyond; `contain` keeps everything and leaves the rest transparent. */
export type Fit = "cover" | "contain";

type Sharp = typeof sharpModule;

const MOST_WAITING = 8;
let waiting = 0;

/** Makes a small square of an uploaded picture. Throws `invalid` for what is none, `unavailable` when too many wait. */
export async function makePicture(bytes: Uint8Array, fit: Fit): Promise<Picture> {
  if (!looksLikePicture(bytes)) throw unreadable();
  if (waiting >= MOST_WAITING) throw new AppError("unavailable", "Too many pictures come at once. Try again.", 5);
  waiting++;
  const content = await inTurn(() => render(bytes, fit)).finally(() => waiting--);
  return { hash: createHash("sha256").update(content).digest("hex").slice(0, 24), content };
}

/** By its first bytes, so that no decoder but these five ever sees what somebody uploads. */
export function looksLikePicture(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("latin1");
  return (
    text(0, 3) === "\xff\xd8\xff" ||
    text(0, 8) === "\x89PNG\r\n\x1a\n" ||
    /^GIF8[79]a$/.test(text(0, 6)) ||
    (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") ||
    (text(4, 8) === "ftyp" && /^avi[fs]$/.test(text(8, 12)))
  );
}

async function render(bytes: Uint8Array, fit: Fit): Promise<Buffer> {
  const sharp = await loadDecoder();
  // Only the head is read for these, whatever they are.
  const { format, width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw unreadable();
    });
  const most = format === "heif" ? MAX_PIXELS.avif : MAX_PIXELS.usual;
  if (width * height > most) throw tooManyPixels(width, height, most);
  const side = Math.min(PICTURE_SIDE, fit === "cover" ? Math.min(width, height) : Math.max(width, height));
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const { data, info } = await sharp(bytes, { limitInputPixels: most, autoOrient: true })
    .resize(side, side, { fit, background })
    .timeout({ seconds: 20 })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw unreadable();
    });
  const encode = (quality: number, width = side) =>
    sharp(data, { raw: info }).resize(width).webp({ quality, alphaQuality: quality }).toBuffer();
  for (const quality of [82, 60, 35]) {
    const content = await encode(quality);
    if (content.length <= MAX_STORED_BYTES) return content;
  }
  // Noise, and transparent noise at that. A quarter of the pixels is below the limit whatever they are.
  return encode(35, Math.ceil(side / 2));
}

async function loadDecoder(): Promise<Sharp> {
  return loadSharp().catch((cause: unknown) => {
    const message = "Pictures can't be made here: the module sharp is not installed beside the server.";
    throw Object.assign(new AppError("unavailable", message, 60), { cause });
  });
}

const unreadable = () =>
  new AppError("invalid", "This is no picture that can be read. Use JPEG, PNG, WebP, GIF or AVIF.");
const tooManyPixels = (width: number, height: number, most: number) =>
  new AppError(
    "too_large",
    `The picture has ${width} × ${height} pixels, and ${most / 1e6} million are the most for its type. Make it smaller.`,
  );
