import { renderMarkdown } from "../messages/markdown.ts";

/** What posting and editing note down of links. */
export interface LinkNotes {
  /** The address that is to be looked at, if any. */
  first(text: string): string | null;
  /** Told when one was committed. */
  noted(): void;
}

/** Where previews are switched off. */
export const NO_LINKS: LinkNotes = { first: () => null, noted: () => {} };

// Longer addresses hold something else than a page’s name.
const LONGEST = 2_000;

/** The first address that the text links to, unless it is the chat's own. */
export function firstLink(text: string, ownOrigin: string): string | null {
  if (!text.includes("://")) return null;
  const { link } = renderMarkdown(text);
  const url = link === null ? null : URL.parse(link);
  return url && url.origin !== ownOrigin && url.href.length <= LONGEST ? url.href : null;
}
