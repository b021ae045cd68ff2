import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { longestBody, marker, mostComments, renderComments } from "../markdown/comments.ts";
import { code, fence } from "../markdown/safe-text.ts";
import { emptyReport, limits, type Report } from "../report/report.ts";
import { anyReport, words } from "./support/arbitrary-reports.ts";

// As lax as a page can be: what it doesn't make of a text, GitHub doesn't either.
const markdown = new MarkdownIt("default", { html: true, linkify: true });

const render = (reports: Report[]) =>
  renderComments({ key: "preview/prod", title: "Preview", intro: "", listed: true, reports, footer: "The end." });

/** Everything of a page that is not code, and what kinds of things there are. */
function outsideCode(body: string) {
  const tokens = markdown.parse(body, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  return {
    kinds: new Set(tokens.map(({ type }) => type)),
    html: tokens.filter(({ type }) => type.startsWith("html")).map(({ content }) => content.trim()),
    text: tokens.filter(({ type }) => type === "text").map(({ content }) => content),
    code: tokens.filter(({ type }) => type === "fence" || type === "code_inline").map(({ content }) => content),
  };
}

const ourKinds =
  /^(html_block|heading_(open|close)|inline|text|code_inline|strong_(open|close)|em_(open|close)|paragraph_(open|close)|bullet_list_(open|close)|list_item_(open|close)|fence|softbreak)$/;
const ourHtml = /^(<!-- campfire-stack preview\/prod -->|<details><summary>\d+ to \d+ of \d+<\/summary>|<\/details>)$/;
const ourText =
  /^(Preview( \(\d of \d\))?|The end\.|(Errors|(Replaced|Deleted|Changed|Created|Imported) \(\d+\)|Warnings and notes|The end of the log) in |, continued|: [a-z0-9 (),:;]+| | — because of | — |, |\d+ comments before this one are left out\.|)$/;

describe("comments, of any reports", () => {
  const reports = fc.array(anyReport, { maxLength: 3 });
  // Not shrunk: pages of a megabyte would take minutes.
  const runs = { numRuns: 30, endOnFailure: true };

  it("are made of our own words and of code, each whole: nobody else's become a link, a mention, HTML or a heading", () => {
    fc.assert(
      fc.property(reports, (some) => {
        for (const body of render(some)) {
          const { kinds, html, text } = outsideCode(body);
          expect([...kinds].filter((kind) => !ourKinds.test(kind))).toEqual([]);
          expect(html.filter((content) => !ourHtml.test(content))).toEqual([]);
          expect(text.filter((content) => !ourText.test(content))).toEqual([]);
          // A block that was cut would have left its fence open, which swallows the rest.
          expect(text.at(-1)).toBe("The end.");
          const opened = html.filter((content) => content.startsWith("<details>")).length;
          expect(html.filter((content) => content === "</details>")).toHaveLength(opened);
        }
      }),
      runs,
    );
  });

  it("are between one and eight, fit into what GitHub takes, and begin with the marker", () => {
    fc.assert(
      fc.property(reports, (some) => {
        const bodies = render(some);
        expect(bodies.length).toBeGreaterThanOrEqual(1);
        expect(bodies.length).toBeLessThanOrEqual(mostComments);
        for (const body of bodies) {
          expect(Buffer.byteLength(body)).toBeLessThanOrEqual(longestBody);
          expect(body.startsWith(`${marker("preview/prod")}\n`)).toBe(true);
          expect(body.isWellFormed()).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe("text in code", () => {
  it("shows what it was given, but for what can't be seen", () => {
    fc.assert(
      fc.property(words(300), (text) => {
        const plain = text.replaceAll(/[^\p{L}\p{N}`|<>@#[\]()!&;*_ ]/gu, "").trim();
        fc.pre(plain !== "");
        expect(outsideCode(`- ${code(plain)}`).code).toEqual([plain]);
        expect(outsideCode(fence([plain], "text")).code).toEqual([`${plain}\n`]);
      }),
    );
  });

  it("shows control and bidirectional characters by their numbers", () => {
    expect(code("a\u202eb\u0007c\nd")).toBe("`a\\u{202e}b\\u{7}c⏎d`");
  });
});

describe("a report that is too long", () => {
  const change = (at: number) => ({
    kind: "update" as const,
    type: "aws:ecs/service:Service",
    name: `service-${at}`,
    because: [],
    properties: Array.from({ length: limits.properties }, (_, at) => ({
      path: `tags.t${at}`,
      before: `"${"a".repeat(100)}"`,
      after: `"${"b".repeat(100)}"`,
    })),
    more: 0,
    note: "",
  });

  it("goes on in further comments under the heading that it broke off in", () => {
    const bodies = render([{ ...emptyReport("prod"), changes: Array.from({ length: 20 }, (_, at) => change(at)) }]);
    expect(bodies.length).toBeGreaterThan(1);
    expect(bodies[1]).toContain(`(2 of ${bodies.length})`);
    expect(bodies[1]).toContain("#### Changed (20) in `prod`, continued");
    for (let at = 0; at < 20; at++) expect(bodies.join("\n").split(`**\`service-${at}\`**`)).toHaveLength(2);
  });

  it("loses its middle when it is longer still, and keeps its beginning and its end", () => {
    const log = `${"noise\n".repeat(2_000)}error: the last word`.slice(-limits.text);
    const changes = Array.from({ length: 300 }, (_, at) => change(at));
    const bodies = render([{ ...emptyReport("prod"), outcome: "failed", changes, log }]);
    expect(bodies).toHaveLength(mostComments);
    expect(bodies[0]).toContain("service-0");
    expect(bodies.at(-1)).toContain("comments before this one are left out");
    expect(bodies.at(-1)).toContain("error: the last word");
  });
});
