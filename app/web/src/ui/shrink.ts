/** What is smaller isn't worth it, bytes. */
const LARGE_BYTES = 500_000;
/** The server keeps 256 at most, px. */
const SIDE_PX = 512;

/** A smaller copy of a large picture, so that nobody waits for megabytes of which little is kept. What this browser can't read is left to the server. */
export async function shrink(file: Blob): Promise<Blob> {
  // Of AVIF the server takes less, and a small file may have many pixels.
  if (file.size < LARGE_BYTES && file.type !== "image/avif") return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_PX / Math.min(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale));
    const context = canvas.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await canvas.convertToBlob({ type: "image/webp", quality: 0.92 });
  } catch {
    return file;
  }
}
