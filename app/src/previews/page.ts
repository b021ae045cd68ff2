import { Parser } from "htmlparser2";

/** What a page says of itself. */
export interface PageWords {
  title: string | null;
  description: string | null;
  site: string | null;
  /** Where its picture is, as it says: may be relative. */
  image: string | null;
}

// What a parser does for a tag takes longer the more are open, and in a head there are few.
const DEEPEST = 100;
const PIECE = 4_096;

const LONGEST = { title: 200, description: 400, site: 80, image: 2_000 };

/** In the order of who is believed first. */
const SOURCES: Record<keyof PageWords, string[]> = {
  title: ["og:title", "twitter:title", "<title>"],
  description: ["og:description", "twitter:description", "description"],
  site: ["og:site_name", "application-name"],
  image: ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"],
};

/** Reads an HTML page's head. Nothing of it is trusted to be short, well-formed or free of control characters. */
export function readPage(html: string): PageWords {
  const found = new Map<string, string>();
  const note = (name: string, value: string) => {
    if (value.trim() !== "" && !found.has(name)) found.set(name, value);
  };
  let title: string | null = null;
  let depth = 0;
  const parser = new Parser({
    onopentag(tag, attributes) {
      depth++;
      if (tag === "title" && !found.has("<title>")) title = "";
      if (tag === "meta" && attributes.content) {
        note((attributes.property ?? attributes.name ?? "").trim().toLowerCase(), attributes.content);
      }
    },
    ontext(text) {
      if (title !== null && title.length < 10_000) title += text;
    },
    onclosetag(tag) {
      depth--;
      if (tag !== "title" || title === null) return;
      note("<title>", title);
      title = null;
    },
  });
  // What pages say of themselves stands in their head; a drawing's title is none of the page's.
  const end = /<body[\s>]|<\/head\s*>/i.exec(html)?.index ?? html.length;
  for (let at = 0; at < end && depth <= DEEPEST; at += PIECE) parser.write(html.slice(at, Math.min(end, at + PIECE)));
  parser.end();
  const words = (field: keyof PageWords) => {
    const name = SOURCES[field].find((source) => found.has(source));
    return name === undefined ? null : tidy(found.get(name)!, LONGEST[field]);
  };
  return { title: words("title"), description: words("description"), site: words("site"), image: words("image") };
}

/** On one line, without what can't be stored or turns the text around it, and at most so many characters. */
function tidy(text: string, most: number): string | null {
  const line = text
    .slice(0, 20 * most)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069\s]+/gu, " ")
    .trim();
  const characters = [...line];
  return (characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : line) || null;
}

/** The page's text, by the charset that its first bytes, its Content-Type or itself names; UTF-8 when none is known. */
export function decodePage(body: Buffer, contentType: string): string {
  const inHead = body.subarray(0, 2_048).toString("latin1");
  const named = [
    body.subarray(0, 2).equals(Buffer.from([0xfe, 0xff])) ? "utf-16be" : undefined,
    body.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) ? "utf-16le" : undefined,
    body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? "utf-8" : undefined,
    /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1],
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]+)/i.exec(inHead)?.[1],
  ];
  for (const name of named) {
    try {
      if (name) return new TextDecoder(name).decode(body);
    } catch {
      // A name that means nothing: another may.
    }
  }
  return new TextDecoder().decode(body);
}
