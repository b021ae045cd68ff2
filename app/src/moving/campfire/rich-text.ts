import sanitizeHtml from "sanitize-html";
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
        const { sgid, href, filename, caption } = attributes;
        const name = nameOf(sgid, people);
        if (name) mentioned.set(name.id, name);
        if (name || !href)
          return { tagName: "span", attribs: {}, text: name ? `@${name.name}` : (filename ?? caption ?? "") };
        // A link preview: here it is made of the address, which is nearly always in the text too.
        if (html.split(href).length > 2) return { tagName: "span", attribs: {}, text: "" };
        formatted = true;
        return { tagName: "a", attribs: { href }, text: filename || caption || href };
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

/**
 * Whom a signed global id names. The signature is not looked at: the database is as trusted as its owner, and Campfire
 * itself takes those of people when its key has changed.
 */
function nameOf(signedId: string | undefined, people: Map<number, string>): Name | undefined {
  const [payload = ""] = (signedId ?? "").split("--");
  const outer = Buffer.from(payload, "base64").toString("latin1");
  const inner = /"message":"([\w+/=-]+)"/.exec(outer)?.[1] ?? "";
  const found = /gid:\/\/campfire\/User\/(\d+)/.exec(outer + Buffer.from(inner, "base64").toString("latin1"));
  const id = Number(found?.[1]);
  const name = people.get(id);
  return name === undefined ? undefined : { id, name };
}
