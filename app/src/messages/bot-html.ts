import { compile } from "html-to-text";
import sanitizeHtml from "sanitize-html";
import type { Mention } from "../protocol/entities.ts";
import { decorate } from "./html.ts";

/** What formats a text without acting or loading. */
export const TAGS =
  `a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li
  mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul`.split(/\s+/);

/** What a bot sent as HTML, safe to insert: formatting stays, everything that acts or loads goes. */
export function sanitise(source: string, text: string, mentions: Mention[]): string {
  const html = sanitizeHtml(source, {
    allowedTags: TAGS,
    allowedAttributes: { a: ["href", "target", "rel", "title"], abbr: ["title"], ol: ["start"], td: SPANS, th: SPANS },
    allowedSchemes: ["http", "https", "mailto"],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    // Deeper than anybody writes; browsers and parsers slow down with each level.
    nestingLimit: 50,
    transformTags: { a: sanitizeHtml.simpleTransform("a", { target: "_blank", rel: "noopener noreferrer" }) },
  });
  return decorateTexts(html, (part) => decorate(part, mentionsWithin(part, text, mentions)));
}

/** Applies `change` to the texts between the tags, but for those that stand for themselves. */
function decorateTexts(html: string, change: (text: string) => string): string {
  let verbatim = 0;
  // The sanitiser escapes each < and > that is no tag's, in attributes too.
  const parts = html.split(/(<[^>]*>)/).map((part) => {
    if (!part.startsWith("<")) return verbatim > 0 || part === "" ? part : change(unescapeText(part));
    if (/^<(a|code|kbd|pre|samp)[ >]/.test(part)) verbatim++;
    else if (/^<\/(a|code|kbd|pre|samp)>/.test(part)) verbatim--;
    return part;
  });
  return parts.join("");
}

const SPANS = ["colspan", "rowspan"];

// Thousands of nested tags take the parsers seconds, at each reading; the longest reports of real bots have hundreds.
const MOST_MARKS = 3_000;

/** Whether the HTML has more tags and entities than can be shown in reasonable time. */
export function isTooIntricate(source: string): boolean {
  return (source.match(/[<&]/g)?.length ?? 0) > MOST_MARKS;
}

// Compiled once: that takes longer than a message.
const toText = compile({
  wordwrap: false,
  preserveNewlines: true,
  limits: { maxDepth: 50, maxInputLength: undefined },
  selectors: [
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The HTML as people read it, in plain text. */
export function htmlToText(source: string): string {
  return toText(source).trim();
}

/** The mentions are known as parts of the plain text; here the same names are looked for in one piece of the HTML. */
function mentionsWithin(part: string, text: string, mentions: Mention[]): Mention[] {
  const found = new Map<number, Mention>();
  for (const { userId, start, length } of mentions) {
    const name = text.slice(start, start + length);
    for (let at = part.indexOf(name); at >= 0; at = part.indexOf(name, at + length)) {
      found.set(at, { userId, start: at, length });
    }
  }
  return [...found.values()];
}

function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
