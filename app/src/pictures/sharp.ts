import type sharpModule from "sharp";

/** Only these decoders are ever run, whatever a file claims to be: those of SVG, PDF and the others read much more. */
const DECODERS = ["Jpeg", "Png", "Nsgif", "Webp", "Heif"].map((name) => `VipsForeignLoad${name}Buffer`);

let last: Promise<unknown> = Promise.resolve();

/** Each decodes a whole picture in memory, so a replica makes them one after another, whatever they are for. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const made = last.then(work);
  last = made.catch(() => {});
  return made;
}

/** Loaded with the first picture: an idle replica has nothing of it in memory. Throws where it has no build for this machine. */
export async function loadSharp(): Promise<typeof sharpModule> {
  const { default: sharp } = await import("sharp");
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: DECODERS });
  // One core is enough for a small picture, and what was decoded is never asked for again.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}
