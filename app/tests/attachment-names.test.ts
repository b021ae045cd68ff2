import { describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { cleanName } from "../src/attachments/names.ts";
import { rangeOf } from "../src/attachments/send.ts";
import { contentTypeOf, extensionOf, mayBeShown, servedType } from "../src/attachments/types.ts";

describe("a file's name", () => {
  test.each([
    ["report 2026.pdf", "report 2026.pdf"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ann\\boat.jpg", "boat.jpg"],
    ["photo\u202Egpj.exe", "photogpj.exe"],
    ["a\u0000b\r\nSet-Cookie: x", "abSet-Cookie: x"],
    [".htaccess", "htaccess"],
    ["…", "…"],
    ["", "file"],
    ["/", "file"],
    [undefined, "file"],
    ["שלום.txt", "שלום.txt"],
    [`${"a".repeat(500)}.tar.gz`, `${"a".repeat(147)}.gz`],
    [`${"🔥".repeat(200)}.png`, `${"🔥".repeat(73)}.png`],
  ])("%j is kept as %j", (given, kept) => {
    expect(cleanName(given)).toBe(kept);
  });

  test("of any kind can be stored, shown and put into an address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), (given) => {
        const name = cleanName(given);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(150);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}/\\]|^\./u);
        expect(name.isWellFormed()).toBe(true);
        expect(cleanName(name)).toBe(name);
      }),
    );
  });
});

describe("a file's type", () => {
  test.each([
    ["image/png", "a.png", "image/png"],
    ["IMAGE/JPG; charset=x", "a", "image/jpeg"],
    ["", "notes.csv", "text/csv"],
    [undefined, "unknown", "application/octet-stream"],
    ["application/octet-stream", "song.flac", "audio/flac"],
    ["not a type\r\nX: y", "page.html", "text/html"],
  ])("said to be %j and called %s is %s", (said, name, type) => {
    expect(contentTypeOf(said, name)).toBe(type);
  });

  test.each([
    "text/html",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/xml",
    "application/javascript",
    "text/plain",
  ])("%s is only ever saved", (type) => {
    expect(mayBeShown(type)).toBe(false);
    expect(servedType(type)).toBe("application/octet-stream");
  });

  test("names the extensions that Campfire's webhooks give", () => {
    const types = ["image/png", "image/jpeg", "application/json", "text/csv", "audio/mpeg", "x/unheard-of"];
    expect(types.map(extensionOf)).toEqual(["png", "jpeg", "json", "csv", "mp3", "bin"]);
  });
});

describe("a range", () => {
  const ask = (range: string, bytes: number) => rangeOf({ headers: { range } }, '"etag"', bytes);

  test("is what the header says, as far as the file goes", () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), fc.nat(1_500), (first, length, bytes) => {
        const last = first + length;
        const expected = first < bytes ? { start: first, end: Math.min(last, bytes - 1) } : "unsatisfiable";
        expect(ask(`bytes=${first}-${last}`, bytes)).toEqual(expected);
        const rest = first < bytes ? { start: first, end: bytes - 1 } : "unsatisfiable";
        expect(ask(`bytes=${first}-`, bytes)).toEqual(rest);
        const tail = Math.min(length, bytes);
        expect(ask(`bytes=-${length}`, bytes)).toEqual(
          tail > 0 ? { start: bytes - tail, end: bytes - 1 } : "unsatisfiable",
        );
      }),
    );
  });

  test.each(["", "bytes", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=--1"])(
    "%j asks for the whole file",
    (range) => {
      expect(ask(range, 100)).toBeNull();
    },
  );
});
