import { describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { textToHtml } from "../src/messages/html.ts";
import { meantMentions, renderMarkdown } from "../src/messages/markdown.ts";
import { locateMentions } from "../src/messages/mentions.ts";
import { MAX_TEXT_LENGTH } from "../src/protocol/entities.ts";

const html = (text: string) => renderMarkdown(text).html;
const LINK = 'target="_blank" rel="noopener noreferrer"';

describe("Markdown", () => {
  test.each([
    ["**bold** and *slanted*, ~~gone~~", "<strong>bold</strong> and <em>slanted</em>, <s>gone</s>"],
    ["say `a < b`", "say <code>a &lt; b</code>"],
    ["```ts\nif (a < b) {\n  c();\n}\n```", '<pre><code class="language-ts">if (a &lt; b) {\n  c();\n}\n</code></pre>'],
    ["one\ntwo", "one<br>two"],
    ["one\r\ntwo\n\nthree", "<p>one<br>two</p>\n<p>three</p>"],
    ["- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"],
    ["3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
    ["> quoted\n\nanswer", "<blockquote>\n<p>quoted</p>\n</blockquote>\n<p>answer</p>"],
    ["[site](https://a.example/?a=1&b=2)", `<a href="https://a.example/?a=1&amp;b=2" ${LINK}>site</a>`],
    ["see https://a.example/a_b_c.", `see <a href="https://a.example/a_b_c" ${LINK}>https://a.example/a_b_c</a>.`],
    ["# One\n###### Six", "<h3>One</h3><h6>Six</h6>"],
  ])("%j", (text, expected) => expect(html(text)).toBe(expected));

  test.each([
    ["snake_case_name and 5 * 3 * 2"],
    ["#hashtag, +1, -1, 1.5, 7) and 1984.was"],
    ["AT&T &copy; 2026"],
    ["Émile ate 🍰 – naïvely…"],
    ["مرحبا، هل أنت هناك؟"],
    ["e\u0301 o\u0308 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽"],
  ])("leaves what is no Markdown as it is: %j", (text) => expect(html(text)).toBe(textToHtml(text)));

  test.each([
    ["![picture](https://a.example/p.png)", "<img"],
    ["<b>raw</b> <img src=x onerror=alert(1)>", "<(b|img)"],
    ["a | b\n--|--\n1 | 2", "<t"],
    ["text\n====", "<h"],
    ["    indented", "<pre"],
    ["[x](/rooms/1) [x](//a.example) [x]()", "href"],
  ])("has none of what would load, act or surprise: %j", (text, never) =>
    expect(html(text)).not.toMatch(new RegExp(never)),
  );

  test("says where the message links to first, past code", () => {
    expect(
      renderMarkdown("`https://no.example` [x](mailto:a@b.example) <https://yes.example/a> https://b.example").link,
    ).toBe("https://yes.example/a");
    expect(renderMarkdown("see https://a.example/b").link).toBe("https://a.example/b");
    expect(renderMarkdown("```\nhttps://a.example\n```").link).toBeNull();
  });
});

describe("mentions", () => {
  const people = [
    { id: 1, name: "Bob" },
    { id: 2, name: "star*gazer*" },
    { id: 3, name: "Bob" },
    { id: 4, name: "Zoë `tick`" },
  ];
  const meant = (text: string) => meantMentions(text, locateMentions(text, people));

  test("are not meant in code and in addresses", () => {
    const text = "`@Bob` @bob\n```\n@Bob\n```\n[x](https://a.example/@Bob) https://a.example/@Bob";
    expect(meant(text)).toEqual([
      { userId: 1, start: 7, length: 4 },
      { userId: 3, start: 7, length: 4 },
    ]);
    expect(renderMarkdown(text, meant(text)).html).toBe(
      `<p><code>@Bob</code> <span class="mention" data-user-id="1">@bob</span></p>\n<pre><code>@Bob\n</code></pre>\n` +
        `<p><a href="https://a.example/@Bob" ${LINK}>x</a> <a href="https://a.example/@Bob" ${LINK}>https://a.example/@Bob</a></p>`,
    );
  });

  test("stand within what is emphasised, and no name is taken for Markdown", () => {
    const text = "**@star*gazer*** and _@Zoë `tick`_ `x`";
    expect(renderMarkdown(text, meant(text)).html).toBe(
      '<strong><span class="mention" data-user-id="2">@star*gazer*</span></strong> and ' +
        '<em><span class="mention" data-user-id="4">@Zoë `tick`</span></em> <code>x</code>',
    );
  });

  test("letters that stand in for names may be in the text too", () => {
    const text = "\ue000 *@Bob* \ue001 `\ue000 @Bob`";
    expect(renderMarkdown(text, locateMentions(text, people)).html).toBe(
      '\ue000 <em><span class="mention" data-user-id="1">@Bob</span></em> \ue001 <code>\ue000 @Bob</code>',
    );
  });
});

const PIECES = [
  ..."*_~`#>-+[]()!<>\\\"'&=|\n\t @:/;.",
  ..."\r\n,1. ,- ,> ,```,~~~,**,__,~~,](,<!--,-->,<![CDATA[,]]>,\\`,\\<,&lt;,&#60;,&#x6a;,\u0000,\ue000,\u202e".split(
    ",",
  ),
  ..."javascript:,JaVaScRiPt:,data:text/html,vbscript:,https://a.example,http://[::1]/,mailto:a@b.example,//a.example".split(
    ",",
  ),
  ...[
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    '<a href="javascript:x">',
  ],
  ...['" onmouseover="alert(1)', "' onfocus='alert(1)", "</code></pre>", "<style>*{}</style>", "<iframe srcdoc='x'>"],
  ...[
    "[x](javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "<javascript:alert(1)>",
  ],
  ...[
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    '[x](https://a.example "on" onclick="x")',
  ],
  ...['```js" onclick=x', "``` <b>", "[a]: javascript:alert(1)\n[a]", "@Bob", "@Ann <b>", "word", "عربى", "👩‍👩‍👧‍👦"],
];

test("addresses with any bytes percent-encoded are shown as they were written, mentions or not", () => {
  const bob = [{ id: 7, name: "Bob" }];
  expect(html("@Bob https://a.example/%EE%C0%80")).toBe(html("https://a.example/%EE%C0%80").replace("<a", "@Bob <a"));
  const byte = fc
    .oneof(fc.constantFrom(0xee, 0xef, 0x80, 0xbf, 0xc0, 0xed, 0xa0), fc.nat(255))
    .map((value) => `%${value.toString(16).padStart(2, "0")}`);
  const escapes = fc.tuple(fc.array(byte, { maxLength: 12 }), fc.boolean()).map(([bytes, upper]) => {
    const text = bytes.join("");
    return upper ? text.toUpperCase() : text;
  });
  const piece = fc.oneof(escapes, fc.constantFrom("[x](https://a.example/", ")", "@Bob", " ", "\ue000", "`", "*"));
  fc.assert(
    fc.property(escapes, fc.array(piece, { maxLength: 12 }), (path, pieces) => {
      const text = `*@Bob* ${pieces.join("")} https://a.example/${path}@Bob`;
      expect(() => renderMarkdown(text, locateMentions(text, bob))).not.toThrow();
      const linked = `[x](https://a.example/${path})`;
      const named = renderMarkdown(`@Bob ${linked}`, locateMentions(`@Bob ${linked}`, bob)).html;
      expect(named.replace(/^.*<\/span> /, "")).toBe(html(linked));
    }),
    { numRuns: 500 },
  );
});

test("lets nothing through but its own tags and attributes, whatever is written", () => {
  const people = [
    { id: 7, name: "Bob" },
    { id: 8, name: "Ann <b>" },
  ];
  const piece = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      const shown = renderMarkdown(text, locateMentions(text, people)).html;
      const rest = shown
        .replaceAll(
          /<a href="(?:https?:\/\/|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer"(?: title="[^"<>]*")?>/g,
          "",
        )
        .replaceAll(/<span class="mention" data-user-id="[78]">@(?:Bob|Ann &lt;b&gt;)<\/span>/gi, "")
        .replaceAll(/<code class="language-[\w+#.-]{1,30}">|<ol start="\d+">/g, "")
        .replaceAll(/<\/?(?:a|blockquote|br|code|em|h[3-6]|hr|li|ol|p|pre|s|span|strong|ul)>/g, "");
      expect(rest).not.toMatch(/[<>]/);
    }),
    { numRuns: 500 },
  );
});

test("one line without Markdown takes a short cut to the same HTML", () => {
  const word = fc.constantFrom(
    ..."and or a1 2. 3) + - ! ? ( ) : ; & = | @x https://a.example ünï 👍 \" ' %".split(" "),
  );
  const unquoted = (shown: string) => shown.replaceAll("&quot;", '"').replaceAll("&#39;", "'");
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = ["so", ...words].join(" ");
      // A second line ends the short cut.
      expect(unquoted(html(`${text}\nend`))).toBe(`${unquoted(html(text))}<br>end`);
    }),
  );
});

describe("hostile Markdown", () => {
  const repeat = (piece: string) => (length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const cases: Record<string, (length: number) => string> = {
    ...Object.fromEntries(
      [
        "*",
        "[",
        "`",
        ">",
        "> ",
        "- ",
        "[a](",
        "[a](<b",
        "*a **a ",
        "_a __a ",
        "*_~~`[",
        "<a ",
        "<!--",
        "http://a.",
        "|\n",
        "~~a",
        "\\*",
      ]
        .concat([
          "```\n",
          "**a** ",
          "a***",
          "*-_-",
          "<http://a>",
          "[x](https://a(",
          "1. ",
          "a@b.c:",
          "https://a/((",
          "c* ",
        ])
        .map((piece) => [piece, repeat(piece)]),
    ),
    "rising backticks": (length) =>
      Array.from({ length: 200 }, (_, n) => "`".repeat(n))
        .join(" ")
        .slice(0, length),
    "rising lists": (length) =>
      Array.from({ length: 200 }, (_, n) => `${" ".repeat(2 * n)}- a`)
        .join("\n")
        .slice(0, length),
  };
  const COMMON =
    "Shall we **deploy** today? See `main` and https://a.example/b_c, or [this](https://b.example).\n".repeat(105);
  const time = (text: string) => {
    const started = performance.now();
    renderMarkdown(text);
    return performance.now() - started;
  };

  // What takes longer with the square of the length takes a hundred times as long and more.
  test.each(Object.keys(cases))(
    "of the longest message takes no longer than 25 common ones of that length: %j",
    (name) => {
      const hostile = cases[name]!(MAX_TEXT_LENGTH);
      let [common, worst] = [Infinity, Infinity];
      // Whatever else the machine does only adds time: the shortest of many is what it takes.
      for (let tries = 0; tries < 3 || (tries < 40 && worst > 25 * common); tries++) {
        common = Math.min(common, time(COMMON.slice(0, MAX_TEXT_LENGTH)));
        worst = Math.min(worst, time(hostile));
      }
      expect(worst).toBeLessThan(25 * common);
    },
  );

  test.each(Object.keys(cases))("becomes at most twelve times as long: %j", (name) => {
    const shown = html(cases[name]!(MAX_TEXT_LENGTH));
    expect(shown.length).toBeLessThan(12 * MAX_TEXT_LENGTH);
  });
});
