import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { fitInto, sizeText } from "../../src/attachments/sizes.ts";

describe("sizes", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1.0 KB"],
    [9_950, "10 KB"],
    [734_412, "734 KB"],
    [999_499, "999 KB"],
    [999_500, "1.0 MB"],
    [16_773_120, "17 MB"],
    [2_500_000_000, "2.5 GB"],
    [4_000_000_000_000, "4000 GB"],
  ])("%d bytes are %j", (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it("of pictures fit into the box, keep their shape, and are never nothing", () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) });
    fc.assert(
      fc.property(size, (picture) => {
        const { width, height } = fitInto({ width: 420, height: 300 }, picture);
        expect(width).toBeGreaterThanOrEqual(1);
        expect(height).toBeGreaterThanOrEqual(1);
        expect(width).toBeLessThanOrEqual(Math.min(420, picture.width));
        expect(height).toBeLessThanOrEqual(Math.min(300, picture.height));
        // As exactly as whole pixels allow.
        expect(Math.abs(width / picture.width - height / picture.height)).toBeLessThanOrEqual(
          1 / picture.width + 1 / picture.height,
        );
      }),
    );
  });
});
