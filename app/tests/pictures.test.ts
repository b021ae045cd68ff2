import sharp from "sharp";
import { afterEach, expect, test, vi } from "vitest";
import fc from "../../tests/support/properties.ts";
import type { AppError } from "../src/http/errors.ts";
import { looksLikePicture, MAX_STORED_BYTES, makePicture } from "../src/pictures/picture.ts";
import { noise, photo } from "./support/pictures.ts";

afterEach(() => {
  vi.doUnmock("sharp");
  vi.resetModules();
});

test("pictures are made one after another, and more than a few at once are told to come again", async () => {
  const bytes = await photo();
  const made = await Promise.allSettled(Array.from({ length: 12 }, () => makePicture(bytes, "cover")));
  const refused = made.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason as AppError);
  expect(refused.map(({ code, retryAfter }) => [code, retryAfter])).toEqual(Array(4).fill(["unavailable", 5]));
  const hashes = made.filter((outcome) => outcome.status === "fulfilled").map(({ value }) => value.hash);
  expect([hashes.length, new Set(hashes).size]).toEqual([8, 1]);
  // Those that failed make room too.
  await expect(makePicture(bytes.subarray(0, 500), "cover")).rejects.toThrow(/Use JPEG/);
  expect((await makePicture(bytes, "cover")).hash).toBe(hashes[0]);
});

test("a picture of any shape becomes a square of at most 256 pixels and 64 KiB", async () => {
  const side = fc.integer({ min: 1, max: 700 });
  const shape = fc.record({ width: side, height: side, fit: fc.constantFrom("cover" as const, "contain" as const) });
  await fc.assert(
    fc.asyncProperty(shape, async ({ width, height, fit }) => {
      const { content } = await makePicture(await photo({ width, height, type: "png" }), fit);
      const made = await sharp(content).metadata();
      const wanted = Math.min(256, fit === "cover" ? Math.min(width, height) : Math.max(width, height));
      expect([made.format, made.width, made.height]).toEqual(["webp", wanted, wanted]);
    }),
    { numRuns: 20 },
  );
  for (const fit of ["cover", "contain"] as const)
    expect((await makePicture(await noise(512), fit)).content.length).toBeLessThanOrEqual(MAX_STORED_BYTES);
});

test("only what begins as one of the five kinds is ever decoded", async () => {
  for (const type of ["jpeg", "png", "webp", "gif", "avif"] as const)
    expect([type, looksLikePicture(await photo({ width: 16, height: 16, type }))]).toEqual([type, true]);
  const others = ["<svg/>", "%PDF-1.7", "II*\0", "GIF90a", "RIFF0000WAVE", "0000ftypheic", "0000ftypmp42", ""];
  for (const text of others) expect([text, looksLikePicture(Buffer.from(text))]).toEqual([text, false]);
});

test("of AVIF less is decoded than of the others, for it takes more memory", async () => {
  const create = { width: 3000, height: 2100, channels: 3 as const, background: "teal" };
  const large = await sharp({ create }).avif({ effort: 0 }).toBuffer();
  await expect(makePicture(large, "cover")).rejects.toThrow(/3000 × 2100 pixels, and 6 million/);
  expect((await makePicture(await sharp({ create }).png().toBuffer(), "cover")).hash).toMatch(/^[0-9a-f]{24}$/);
});

test("where sharp isn't installed that is what somebody is told", async () => {
  vi.doMock("sharp", () => {
    throw new Error("Cannot find package");
  });
  vi.resetModules();
  const pictures = await import("../src/pictures/picture.ts");
  const bytes = await photo();
  const failed = await pictures.makePicture(bytes, "cover").catch((error: AppError) => error);
  expect(failed).toMatchObject({ code: "unavailable", message: expect.stringContaining("sharp is not installed") });
});
