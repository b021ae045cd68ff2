import { describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { firstLink } from "../src/previews/links.ts";
import { decodePage, readPage } from "../src/previews/page.ts";

const NOTHING = { title: null, description: null, site: null, image: null };

describe("what a page says of itself", () => {
  test("is what it says by OpenGraph, then by Twitter's names, then by HTML's own", () => {
    const old = "<title>Old &amp; plain</title><meta name=description content='by HTML'>";
    expect(readPage(`<html><head>${old}`)).toEqual({ ...NOTHING, title: "Old & plain", description: "by HTML" });
    const twitter = "<meta name=twitter:title content=Bird><meta name=twitter:image content=/b.png>";
    expect(readPage(old + twitter)).toMatchObject({ title: "Bird", image: "/b.png" });
    const graph = `<META PROPERTY="OG:Title" CONTENT="Graph &lt;b&gt;"/><meta name="og:site_name" content=" The
      Site "><meta property="og:image" content="https://a.example/i.png"><meta property="og:description" content="">`;
    expect(readPage(old + twitter + graph)).toEqual({
      title: "Graph <b>",
      description: "by HTML",
      site: "The Site",
      image: "https://a.example/i.png",
    });
  });

  test("stands in its head: a drawing's title and what people wrote there are none of it", () => {
    const body = "<body><svg><title>Icon</title></svg><meta property=og:title content=Comment>";
    expect(readPage(`<head><meta charset=utf-8></head>${body}`)).toEqual(NOTHING);
    expect(readPage(`<script>"<title>no</title>"</script><!-- <title>no</title> --><title>yes</title>`).title).toBe(
      "yes",
    );
  });

  test("is on one line, without what can't be stored or turns the text around it, and not long", () => {
    const { title } = readPage(`<title>a\u0000b\n\tc \u202egnp.exe ${"é".repeat(500)}</title>`);
    expect(title).toMatch(/^a\ufffd?b c gnp\.exe é+…$|^a b c gnp\.exe é+…$/);
    expect([...title!]).toHaveLength(200);
  });

  test("never throws and is never long, whatever the page is", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "<title>",
        "</title>",
        "<meta property=og:title content=",
        "<!--",
        "<script>",
        "&#x0;",
        "\ud800",
        ">",
        '"',
      ),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const value of Object.values(readPage(pieces.join("")))) {
          if (value === null) continue;
          expect(value).toBe(value.trim());
          expect(value.isWellFormed() && !/\p{Cc}/u.test(value) && [...value].length <= 2_000).toBe(true);
        }
      }),
    );
  });
});

test("a hostile page is read nearly as fast as another of its length, however deep it goes", () => {
  const half = 32 * 1024;
  const time = (page: string) => {
    const started = performance.now();
    readPage(page);
    return performance.now() - started;
  };
  const common = "<meta name=a content=b><link rel=c href=d>".repeat(half / 20);
  for (const [open, close] of [
    ["<svg>", "</p>"],
    ["<div>", "<p>"],
    ["<a><b>", "</b></c>"],
  ] as const) {
    const page = open.repeat(half / open.length) + close.repeat(half / close.length);
    // Whatever else the machine does only adds time.
    let [usual, worst] = [Infinity, Infinity];
    for (let tries = 0; tries < 3 || (tries < 20 && worst > 10 * usual); tries++) {
      usual = Math.min(usual, time(common));
      worst = Math.min(worst, time(page));
    }
    expect(worst, open).toBeLessThan(10 * usual);
  }
});

describe("a page's text", () => {
  const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
  const meta = Buffer.from("<meta charset=windows-1251>");
  test.each([
    ["by its Content-Type", cyrillic, "text/html; charset=windows-1251", "Привет"],
    ["by quotes in it", cyrillic, 'text/html;Charset="Windows-1251"; x=y', "Привет"],
    ["by its own head", Buffer.concat([meta, cyrillic]), "text/html", `${meta}Привет`],
    [
      "by its own head, where the Content-Type names none there is",
      Buffer.concat([meta, cyrillic]),
      "text/html; charset=klingon",
      `${meta}Привет`,
    ],
    ["by its first bytes", Buffer.from("\ufeffПривет", "utf16le"), "text/html; charset=utf-8", "Привет"],
    ["as UTF-8 otherwise, whatever it is", Buffer.from([0xd0, 0x9f, 0xff]), "text/html", "П\ufffd"],
  ])("is read %s", (_how, body, type, text) => expect(decodePage(body, type)).toBe(text));
});

test.each([
  ["see https://a.example/b and https://c.example", "https://a.example/b"],
  ["[x](HTTPS://A.example/ü)", "https://a.example/%C3%BC"],
  ["our own https://chat.example.com/rooms/1", null],
  ["`https://a.example`", null],
  ["mailto:a@b.example ftp://a.example", null],
  [`https://a.example/${"x".repeat(2_000)}`, null],
  ["none", null],
])("the link of %j is %j", (text, link) => expect(firstLink(text, "https://chat.example.com")).toBe(link));
