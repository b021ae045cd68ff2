import { LinkifyIt } from "linkify-it";
import type { Mention } from "../protocol/entities.ts";

// Only addresses that say their scheme: "example.com" in a sentence is not meant as a link.
export const links = new LinkifyIt()
  .set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  .add("//", null)
  .add("ftp:", null)
  .add("mailto:", null);

/** The text as HTML that is safe to insert: escaped, with links, mentions and line breaks. */
export function textToHtml(text: string, mentions: Mention[] = []): string {
  return decorate(text, mentions).replaceAll(/\r\n|\r|\n/g, "<br>");
}

/** The text escaped, with links and mentions; line breaks stay what they are. */
export function decorate(text: string, mentions: Mention[]): string {
  const found = [
    ...(links.match(text) ?? []).map(({ index, lastIndex, url }) => ({
      start: index,
      end: lastIndex,
      open: `<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer">`,
      close: "</a>",
    })),
    ...mentions.map(({ userId, start, length }) => ({
      start,
      end: start + length,
      open: mentionTag(userId),
      close: "</span>",
    })),
  ].sort((a, b) => a.start - b.start);
  let html = "";
  let end = 0;
  for (const piece of found) {
    // A mention within a link, or of another person with the same name.
    if (piece.start < end) continue;
    html += escapeHtml(text.slice(end, piece.start));
    html += piece.open + escapeHtml(text.slice(piece.start, piece.end)) + piece.close;
    end = piece.end;
  }
  return html + escapeHtml(text.slice(end));
}

/** What a mention begins with; clients look for it. */
export const mentionTag = (userId: number) => `<span class="mention" data-user-id="${userId}">`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
