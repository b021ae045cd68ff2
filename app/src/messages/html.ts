import { LinkifyIt } from "linkify-it";

// Only addresses that say their scheme: "example.com" in a sentence is not meant as a link.
const links = new LinkifyIt()
  .set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  .add("//", null)
  .add("ftp:", null)
  .add("mailto:", null);

/** The text as HTML that is safe to insert: escaped, with links and line breaks. */
export function textToHtml(text: string): string {
  let html = "";
  let end = 0;
  for (const link of links.match(text) ?? []) {
    html += escapeHtml(text.slice(end, link.index));
    html += `<a href="${escapeHtml(link.url)}" target="_blank" rel="noopener noreferrer">${escapeHtml(link.text)}</a>`;
    end = link.lastIndex;
  }
  html += escapeHtml(text.slice(end));
  return html.replaceAll(/\r\n|\r|\n/g, "<br>");
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
