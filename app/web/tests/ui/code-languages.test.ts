import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { coloured } from "../../src/code/languages.ts";

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };
const MARKS = /<span class="[\w -]+">|<\/span>/g;

/** What a reader sees of the HTML. */
const shown = (html: string) => html.replaceAll(MARKS, "").replaceAll(/&[\w#]+;/g, (entity) => ENTITIES[entity]!);

const pieces = fc.constantFrom(
  "<b>",
  "&lt;",
  "'",
  '"',
  "`",
  "/*",
  "*/",
  "${",
  "}",
  "<script>",
  "\n",
  "if (a < b)",
  "#",
  "é",
  "🎉",
  "@x",
);
const code = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }).map((parts) => parts.join(""));
const languages = fc.constantFrom(null, "ts", "html", "bash", "sql", "yaml", "php", "markdown", "css", "python");

describe("code in colours", () => {
  it("says what it said before, in HTML that holds nothing but marks", () => {
    fc.assert(
      fc.property(code, languages, (text, language) => {
        const html = coloured(text, language);
        if (html === null) return;
        expect(html.replaceAll(MARKS, "")).not.toMatch(/[<>]/);
        expect(shown(html)).toBe(text);
      }),
    );
  });

  it("knows languages by the names that people give them", () => {
    for (const name of ["js", "JavaScript", "ts", "py", "sh", "yml", "html", "toml", "c++", "rs", "Dockerfile"])
      expect(coloured("x = 1", name), name).not.toBeNull();
    expect(coloured("x = 1", "no-such-language")).toBeNull();
  });

  it("guesses what nobody named, but takes no poem and no log for code", () => {
    const guessed = [
      'import { useState } from "react";\nexport const x = () => useState<string>(null);',
      "def total(items):\n    return sum(item.price for item in items if item)\n",
      '{"name": "campfire", "private": true, "workspaces": [null]}',
    ];
    for (const code of guessed) expect(coloured(code, null), code).toContain("hljs-");
    expect(coloured("Roses are red,\nviolets are blue", null)).toBeNull();
    expect(coloured("12:01 the deploy began\n12:04 it is done", null)).toBeNull();
  });
});
