import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { textToHtml } from "../src/messages/html.ts";

test("holds the text and no markup but links and line breaks, whatever was written", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      "<script>",
      "&amp;",
      '"',
      "'",
      "https://a.example/?q=<b>&x='\"",
      "javascript:alert(1)",
      "\n",
      "//a.example",
      "](x)",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const html = textToHtml(text);
      const plain = html.replaceAll(
        /<a href="https?:\/\/[^"<>]*" target="_blank" rel="noopener noreferrer">|<\/a>/g,
        "",
      );
      expect(plain.replaceAll("<br>", "")).not.toMatch(/[<>"']/);
      const decode: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
      const shown = plain.replaceAll("<br>", "\n").replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => decode[entity]!);
      expect(shown).toBe(text.replaceAll(/\r\n|\r/g, "\n"));
    }),
  );
});

test("links only what says http or https", () => {
  const links = (text: string) => [...textToHtml(text).matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
  expect(links("see https://a.example/x, or http://b.example.")).toEqual(["https://a.example/x", "http://b.example"]);
  expect(
    links(
      "javascript:alert(1) data:text/html,x ftp://c.example example.com mailto:a@b.example //d.example file:///etc",
    ),
  ).toEqual([]);
});
