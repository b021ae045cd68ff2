/** A message's HTML as it is read aloud or found: its words, without what formats them. */
export function readableText(html: string): string {
  const spaced = html.replaceAll(/<(?:br|hr|\/(?:p|li|h[1-6]|blockquote|pre|tr|td|th|div))>/g, " $&");
  const { textContent } = new DOMParser().parseFromString(spaced, "text/html").body;
  return textContent.replaceAll(/\s+/g, " ").trim();
}
