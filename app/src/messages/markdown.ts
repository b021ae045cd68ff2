import MarkdownIt from "markdown-it";
import sanitizeHtml from "sanitize-html";
import type { Mention } from "../protocol/entities.ts";
import { escapeHtml, links, mentionTag, textToHtml } from "./html.ts";

export interface Rendered {
  /** Safe to insert. */
  html: string;
  /** Those of the given mentions that are none of code and of addresses. */
  mentions: Mention[];
  /** The first address (http, https) that the message links to. */
  link: string | null;
}

/** What people write, as HTML that is safe to insert. `mentions` are parts of the text. */
export function renderMarkdown(text: string, mentions: Mention[] = []): Rendered {
  const meant = outsideAddresses(text, mentions);
  if (isPlain(text))
    return { html: textToHtml(text, meant), mentions: meant, link: links.match(text)?.[0]?.url ?? null };
  const names = new Names(text, meant);
  const tokens = markdown.parse(names.text, {});
  if (tokens.length === 3 && tokens[0]!.type === "paragraph_open") tokens[0]!.hidden = tokens[2]!.hidden = true;
  const html = markdown.renderer.render(tokens, markdown.options, { names }).trim();
  const link = tokens
    .flatMap((token) => token.children ?? [])
    .map((token) => (token.type === "link_open" ? String(token.attrGet("href") ?? "") : ""))
    .find((href) => /^https?:/i.test(href));
  return { html: clean(names.restore(html)), mentions: names.shown, link: link ? names.restoreText(link) : null };
}

/** Of these mentions, those that the text means: not the ones in code and in addresses. */
export function meantMentions(text: string, mentions: Mention[]): Mention[] {
  return mentions.length === 0 ? mentions : renderMarkdown(text, mentions).mentions;
}

// Nothing that surprises in a chat: text under which somebody drew a line, indented text, "&copy;" and "[1]: …" stay what they are. And no
// tables: ten thousand characters make sixty thousand cells.
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: 20 }).disable([
  "image",
  "entity",
  "reference",
  "lheading",
  "code",
  "table",
]);
markdown.linkify = links;
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)./i.test(url);
// An address is shown as it was written.
markdown.normalizeLinkText = (url) => url;
const { rules } = markdown.renderer;
rules.text = (tokens, index, _options, environment) =>
  (environment as { names?: Names }).names!.show(tokens[index]!.content);
rules.softbreak = rules.hardbreak = () => "<br>";
// The page and its days have the headings above.
rules.heading_open = (tokens, index) => `<${reducedHeading(tokens[index]!.tag)}>`;
rules.heading_close = (tokens, index) => `</${reducedHeading(tokens[index]!.tag)}>`;

const reducedHeading = (tag: string) => `h${Math.min(6, Number(tag.slice(1)) + 2)}`;

/** One line without anything that Markdown gives a meaning: nearly everything that is said, and shown in a tenth of the time. */
function isPlain(text: string): boolean {
  return !/[\n\r*_~`#>[\]\\<]|^\s*(?:[-+]|\d{1,9}[.)])(?:\s|$)|^[-\s]+$/.test(text);
}

const TAGS = "a blockquote br code em h3 h4 h5 h6 hr li ol p pre s span strong ul".split(" ");

/** Markdown-it already lets no HTML through; this is the second lock. */
function clean(html: string): string {
  const safe = sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: {
      a: ["href", "target", "rel", "title"],
      code: ["class"],
      ol: ["start"],
      span: ["class", "data-user-id"],
    },
    allowedClasses: { code: [/^language-[\w+#.-]{1,30}$/], span: ["mention"] },
    allowedSchemes: ["http", "https", "mailto"],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: {
      a: (_tag, { href = "", title }) =>
        href === ""
          ? { tagName: "span", attribs: {} }
          : { tagName: "a", attribs: { href, target: "_blank", rel: "noopener noreferrer", ...(title && { title }) } },
    },
  });
  return safe.replaceAll(" />", ">");
}

function outsideAddresses(text: string, mentions: Mention[]): Mention[] {
  if (mentions.length === 0) return mentions;
  const addresses = links.match(text) ?? [];
  return mentions.filter(({ start }) => !addresses.some(({ index, lastIndex }) => start >= index && start < lastIndex));
}

/** Whether the letter stands in the text, also as addresses have it. */
const holds = (text: string, letter: string) => text.includes(letter) || text.includes(encodeURIComponent(letter));

const PRIVATE_USE = { first: 0xe000, last: 0xf8ff };

/**
 * Keeps names out of the reach of Markdown: while it is read, each stands in the text as one letter that the text doesn't hold. Where
 * that letter comes out as text it is shown as a mention, elsewhere the name is put back as it was.
 */
class Names {
  readonly text: string;
  readonly shown: Mention[] = [];
  private readonly names = new Map<string, { name: string; mentions: Mention[] }>();

  constructor(text: string, mentions: Mention[]) {
    let letter = PRIVATE_USE.first;
    let [replaced, end] = ["", 0];
    for (const mention of mentions) {
      const { start, length } = mention;
      // Of people of the same name all are meant by the same letter.
      if (start < end) {
        const last = [...this.names.values()].at(-1)!;
        if (last.mentions[0]!.start === start) last.mentions.push(mention);
        continue;
      }
      while (letter <= PRIVATE_USE.last && holds(text, String.fromCharCode(letter))) letter++;
      if (letter > PRIVATE_USE.last) break;
      const standIn = String.fromCharCode(letter++);
      this.names.set(standIn, { name: text.slice(start, start + length), mentions: [mention] });
      replaced += text.slice(end, start) + standIn;
      end = start + length;
    }
    this.text = replaced + text.slice(end);
  }

  /** Text as HTML, with the names in it marked. */
  show(text: string): string {
    if (this.names.size === 0) return escapeHtml(text);
    return escapeHtml(text).replaceAll(/[\ue000-\uf8ff]/g, (letter) => {
      const found = this.names.get(letter);
      if (!found) return letter;
      this.shown.push(...found.mentions);
      return `${mentionTag(found.mentions[0]!.userId)}${escapeHtml(found.name)}</span>`;
    });
  }

  restore(html: string): string {
    return this.putBack(html, escapeHtml);
  }

  restoreText(text: string): string {
    return this.putBack(text, (name) => name);
  }

  private putBack(text: string, quoted: (name: string) => string): string {
    if (this.names.size === 0) return text;
    // In addresses the letter is encoded.
    return text
      .replaceAll(/[\ue000-\uf8ff]/g, (letter) => quoted(this.names.get(letter)?.name ?? letter))
      .replaceAll(/%E[EF]%[89A-F][0-9A-F]%[89A-F][0-9A-F]/g, (code) => {
        // What people wrote is here too, and need not be UTF-8.
        const found = this.names.get(Buffer.from(code.replaceAll("%", ""), "hex").toString("utf8"));
        return found ? encodeURIComponent(found.name.toWellFormed()) : code;
      });
  }
}
