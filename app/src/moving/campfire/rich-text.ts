import sanitizeHtml from "sanitize-html";
import { standInFor } from "../../messages/attachment-tags.ts";
import { htmlToText, isTooIntricate, TAGS } from "../../messages/bot-html.ts";
import { locateMentions, type Name } from "../../messages/mentions.ts";
import type { Mention } from "../../protocol/entities.ts";

/** What we store of a message. */
export interface Said {
  body: string;
  /** The HTML, where the text alone doesn't say it all. */
  source: string | null;
  mentions: Mention[] | null;
}

// Trix wraps every text in these; they say nothing that line breaks don't.
const PLAIN_TAGS = new Set(["div", "p", "br", "span", "a", "action-text-attachment"]);

/** What Campfire stored as rich text, as we store it. `people` are known by their ids. */
export function readRichText(html: string, people: Map<number, string>): Said {
  const mentioned = new Map<number, Name>();
  let formatted = false;
  const source = sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: false,
    parseStyleAttributes: false,
    onOpenTag: (tag: string, attributes: Record<string, string>) => {
      // A link whose text is its address is found again in the text.
      formatted ||= !PLAIN_TAGS.has(tag) || (tag === "a" && !html.includes(`>${attributes.href}<`));
    },
    transformTags: {
      "action-text-attachment": (_tag: string, attributes: Record<string, string>): sanitizeHtml.Tag => {
        const { tag, mentioned: name } = standInFor(attributes, html, people);
        if (name) mentioned.set(name.id, name);
        formatted ||= tag.tagName === "a";
        return tag;
      },
    },
  });
  const body = htmlToText(source);
  const mentions = locateMentions(body, [...mentioned.values()]);
  return {
    body,
    source: formatted && !isTooIntricate(source) ? source : null,
    mentions: mentions.length > 0 ? mentions : null,
  };
}
