import { randomBytes } from "node:crypto";
import sharp from "sharp";
import type { Answer, Person } from "./person.ts";

/** A picture with its place in the metadata and its left half darker, as a telephone takes them. */
export function photo({
  width = 640,
  height = 480,
  type = "jpeg",
}: {
  width?: number;
  height?: number;
  type?: "jpeg" | "png" | "webp" | "gif" | "avif" | "tiff";
} = {}): Promise<Buffer> {
  const left = { create: { width: Math.ceil(width / 2), height, channels: 3 as const, background: "#301010" } };
  return sharp({ create: { width, height, channels: 3, background: "#e0d0c0" } })
    .composite([{ input: left, left: 0, top: 0 }])
    .withExif({ IFD0: { Copyright: "SECRET PLACE" }, IFD3: { GPSLatitude: "52/1 30/1 0/1" } })
    .toFormat(type)
    .toBuffer();
}

/** What compresses worst: random colours that are randomly transparent. */
export function noise(side: number): Promise<Buffer> {
  const raw = { width: side, height: side, channels: 4 as const };
  return sharp(randomBytes(side * side * 4), { raw })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** A valid head of a PNG of any size, with next to nothing behind it. */
export async function bomb(width: number, height: number): Promise<Buffer> {
  const small = await photo({ width: 8, height: 8, type: "png" });
  small.writeUInt32BE(width, 16);
  small.writeUInt32BE(height, 20);
  const { crc32 } = await import("node:zlib");
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
  return small;
}

export const sendPicture = <Body = { user: { avatarUrl: string } }>(
  person: Person,
  path: string,
  picture: Uint8Array,
  type = "image/jpeg",
): Promise<Answer<Body>> => person.ask<Body>("PUT", path, picture, { "content-type": type });
