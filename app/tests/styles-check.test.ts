import { describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { findForeign } from "../src/accounts/styles-check.ts";

describe("styles of an account may", () => {
  test.each([
    ":root { --ember: #06c; --paper: oklch(0.98 0.01 80) }",
    "@media (prefers-color-scheme: dark) { .sidebar { background: url(/assets/a.png) } }",
    ".logo { background: url('data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>') }",
    ".a { background: url( data:image/png;base64,iVBOR//+w0KGgo= ) }",
    ".note::before { content: 'Note: ' } .b::after { content: '\\201C a:b' }",
    "/* see https://example.com and @import */ a { color: red }",
    ".tag\\:new { color: red } .emoji-🎉 { color: blue }",
    "@font-face { font-family: Ours; src: url(/assets/ours.woff2) }",
    "a { background: url(#shape) }",
    "",
  ])("hold %s", (styles) => {
    expect(findForeign(styles)).toBeNull();
  });
});

const FOREIGN = [
  "@import 'x.css';",
  "@import url(/x.css);",
  "a { background: url(https://evil.example/?a) }",
  "a { background: url('//evil.example/a') }",
  'a { background: url( "http://evil.example" ) }',
  "a { background: image-set('https://evil.example/a' 1x) }",
  "a { background: -webkit-image-set(url(https://evil.example) 1x) }",
  "@font-face { font-family: x; src: url(https://evil.example/x.woff2) }",
  "@font-face { font-family: x; src: src('https://evil.example/x.woff2') }",
  "@namespace svg url(http://www.w3.org/2000/svg);",
  "a { background: url(/\\\\evil.example/a) }",
  "a { background: url(http:evil.example) }",
  "a { background: url(javascript:alert\\(1\\)) }",
  "a { background: url(file:///etc/passwd) }",
];

describe("styles of an account may not load from elsewhere, which is told with its line:", () => {
  test.each(FOREIGN)("%s", (styles) => {
    expect(findForeign(`a { color: red }\n\n${styles}`)).toMatchObject({ line: 3, text: expect.any(String) });
  });

  test("nor however it is escaped, cased, or hidden behind other things", () => {
    const code = (letter: string) => letter.codePointAt(0)!.toString(16);
    const spellings = (letter: string) =>
      /[a-z]/i.test(letter)
        ? fc.constantFrom(
            letter,
            letter.toUpperCase(),
            `\\${code(letter)} `,
            `\\${code(letter).padStart(6, "0")}`,
            `\\${code(letter)}\n`,
          )
        : fc.constant(letter);
    // What is within the quotes or brackets stays, for an address in other letters is another address.
    const spelt = (word: string) => fc.tuple(...[...word].map(spellings)).map((parts) => parts.join(""));
    const bad = fc.oneof(
      spelt("import").map((word) => `@${word} 'x.css';`),
      spelt("url").map((word) => `a{b:${word}(https://evil.example)}`),
      spelt("url").map((word) => `a{b:${word}(  '//evil.example')}`),
      spelt("evil").map((word) => `a{b:url(//${word}.example)}`),
      spelt("https").map((word) => `a{b:image-set("${word}://evil.example" 1x)}`),
    );
    const before = fc.constantFrom(
      "",
      "/**/",
      "/*'*/",
      "'\\''",
      '"/*"',
      "'open\n",
      "}",
      "-->",
      "<!--",
      "\r\n",
      "\\",
      "/",
      "@media print{",
      "\\\n",
    );
    fc.assert(
      fc.property(fc.array(before), bad, (prefix, styles) => {
        const css = `${prefix.join("\n")}\n${styles}`;
        expect(findForeign(css)).not.toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  test("and anything at all is read to its end", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (styles) => void findForeign(styles)));
    for (const styles of ["\\".repeat(50_000), "url(".repeat(12_500), "/*".repeat(25_000), "'\n".repeat(25_000)])
      expect(findForeign(styles)).toBeNull();
  });
});
