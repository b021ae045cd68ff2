import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FileStore } from "../files/store.ts";
import type { Log } from "../log.ts";
import { MAX_PIXELS } from "../pictures/picture.ts";
import { inTurn, loadSharp } from "../pictures/sharp.ts";
import { thumbnailKeyOf } from "./names.ts";

/** How large an image is as it is shown, and where its thumbnail is. */
export interface Picture {
  width: number;
  height: number;
  thumbnail: { key: string; bytes: number };
}

/** As Campfire's. */
const WIDTH = 1200;
const HEIGHT = 800;

// A plain JPEG is decoded row by row and in a smaller size: so many take 15 MB (measured). Telephones make them.
const MOST_PIXELS_IN_ROWS = 110_000_000;
const MOST_BYTES = 33_554_432;
const MOST_SECONDS = 15;
const TYPES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
// Each may take some seconds, for which its sender waits, and so do the pictures that people choose for themselves.
const MOST_WAITING = 16;

/** Makes thumbnails, one picture at a time. */
export class Thumbnails {
  private readonly store: FileStore;
  private readonly log: Log;
  private missing = false;
  private waiting = 0;

  constructor(store: FileStore, log: Log) {
    this.store = store;
    this.log = log;
  }

  /** Null for what is no picture that can be shown: broken, too large, or of another type; and where too many wait. */
  async make(key: string, type: string, bytes: number): Promise<Picture | null> {
    if (!TYPES.has(type) || bytes > MOST_BYTES || this.missing) return null;
    if (this.waiting >= MOST_WAITING) {
      this.log.debug({ key }, "too many images come at once: this one is a file like others");
      return null;
    }
    this.waiting++;
    return inTurn(() => this.makeNow(key)).finally(() => this.waiting--);
  }

  private async makeNow(key: string): Promise<Picture | null> {
    const sharp = await this.load();
    if (!sharp) return null;
    const content = await buffer(await this.store.read(key));
    const picture = await scale(sharp, content).catch((error: Error) => {
      this.log.debug({ err: error, key }, "an image could not be read: it is a file like others");
      return null;
    });
    if (!picture) return null;
    const { width, height, content: small } = picture;
    const thumbnail = { key: thumbnailKeyOf(key), bytes: small.length };
    await this.store.write(thumbnail.key, Readable.from([small]));
    return { width, height, thumbnail };
  }

  private async load() {
    try {
      return await loadSharp();
    } catch (error) {
      this.missing = true;
      this.log.error({ err: error }, "sharp isn't there for this machine: images have no thumbnails");
      return null;
    }
  }
}

async function scale(sharp: Awaited<ReturnType<typeof loadSharp>>, content: Buffer) {
  // Only the head is read for these.
  const { format, isProgressive, autoOrient } = await sharp(content, { limitInputPixels: false }).metadata();
  const small = format === "heif" ? MAX_PIXELS.avif : MAX_PIXELS.usual;
  const most = format === "jpeg" && !isProgressive ? MOST_PIXELS_IN_ROWS : small;
  const thumbnail = await sharp(content, { failOn: "error", limitInputPixels: most, autoOrient: true })
    .resize(WIDTH, HEIGHT, { fit: "inside", withoutEnlargement: true })
    // Nothing that the camera wrote goes into it, such as where it was.
    .webp({ quality: 80 })
    .timeout({ seconds: MOST_SECONDS })
    .toBuffer();
  return { width: autoOrient.width, height: autoOrient.height, content: thumbnail };
}
