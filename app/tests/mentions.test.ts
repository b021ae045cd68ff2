import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { htmlToText, sanitise } from "../src/messages/bot-html.ts";
import { textToHtml } from "../src/messages/html.ts";
import { locateMentions, withoutMentions } from "../src/messages/mentions.ts";

const people = [
  { id: 1, name: "Ann" },
  { id: 2, name: "Ann Lee" },
  { id: 3, name: "Émile 🔥" },
  { id: 4, name: "Bob" },
  { id: 5, name: "bob" },
];
const named = (text: string) => locateMentions(text, people).map(({ userId }) => userId);

test.each([
  ["@Ann", [1]],
  ["hi @ann lee, and @ANN!", [2, 1]],
  ["@Annabel, x@Ann, x_@Ann and éa@Ann, @Ann_x", []],
  ["(@émile 🔥)", [3]],
  ["@Bob", [4, 5]],
  ["🔥@Ann", [1]],
  ["@@Ann", [1]],
  ["_@Ann_", [1]],
  ["@ Ann", []],
])("%s names %j", (text, expected) => expect(named(text)).toEqual(expected));

test("a mention is always a part of the text that is an @ and the name", () => {
  const piece = fc.oneof(
    fc.constantFrom("@", "Ann", "Ann Lee", "bob", " ", "@Bob", "é", "🔥", "<", "https://a.example/"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const mentions = locateMentions(text, people);
      for (const { userId, start, length } of mentions) {
        const { name } = people.find(({ id }) => id === userId)!;
        expect(text.slice(start, start + length).toLowerCase()).toBe(`@${name.toLowerCase()}`);
      }
      expect(textToHtml(text, mentions).replaceAll(/<span class="mention" data-user-id="\d">|<\/span>/g, "")).toBe(
        textToHtml(text),
      );
    }),
  );
});

test("is taken out of the text for whom it names, and only theirs", () => {
  const text = "@Ann tell @Bob, @Ann";
  expect(withoutMentions(text, locateMentions(text, people), 1)).toBe("tell @Bob,");
});

test("what a bot sends holds nothing that acts or loads, whatever it sends", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "<script>",
      "</script>",
      "<svg onload=",
      "<img src=x onerror=alert(1)>",
      "<a href=",
      "javascript:",
      "&#106;",
      "<!--",
      "-->",
      "<math><style>",
      "<b>",
      "</b>",
      "<iframe srcdoc=",
      "style=",
      "<a href='//x'>",
      "<noscript>",
      "<template>",
      "https://a.example",
      "@Ann",
    ),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const source = pieces.join("");
      const text = htmlToText(source);
      const html = sanitise(source, text, locateMentions(text, people));
      for (const [tag] of html.matchAll(/<[^>]*>?/g)) {
        const [, href] = / href="([^"]*)"/.exec(tag) ?? [];
        const url = href ? URL.parse(decode(href), "https://chat.example") : null;
        if (url) expect(["http:", "https:", "mailto:"]).toContain(url.protocol);
        expect(tag.replace(/ href="[^"<>]*"/, "")).toMatch(
          /^<(\/?(b|a|span)|a target="_blank" rel="noopener noreferrer"|span class="mention" data-user-id="\d")>$/,
        );
      }
    }),
    { numRuns: 500 },
  );
});

const decode = (html: string) => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

test("a bot's links and mentions are shown as people's are, but not within code or other links", () => {
  const source =
    "see https://a.example/?a=1&amp;b=2, @ann <code>https://b.example @ann</code> <a href='https://c.example'>@ann</a>";
  const text = htmlToText(source);
  expect(sanitise(source, text, locateMentions(text, people))).toBe(
    'see <a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">https://a.example/?a=1&amp;b=2</a>, ' +
      '<span class="mention" data-user-id="1">@ann</span> <code>https://b.example @ann</code> ' +
      '<a href="https://c.example" target="_blank" rel="noopener noreferrer">@ann</a>',
  );
});
