import type { Mention } from "../protocol/entities.ts";
import { sanitise } from "./bot-html.ts";
import { textToHtml } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";

/** What a message's HTML is made of. */
export interface Written {
  id: number;
  /** The number of its last change. */
  change: number;
  text: string;
  /** The HTML that it was sent as. */
  source: string | null;
  markdown: boolean;
  mentions: Mention[] | null;
}

// Characters of HTML and of what it was made of, in all: about 8 MB.
const MOST_CHARACTERS = 4_000_000;
// Shorter Markdown is rendered sooner than anybody asks for it again.
const WORTH_KEEPING = 200;

/** Keeps the HTML of the messages that were asked for last. A message's HTML changes only with its `change`. */
export class ShownHtml {
  private readonly kept = new Map<string, { of: Written; html: string; size: number }>();
  private readonly most: number;
  /** How many characters are kept now. */
  size = 0;

  /** `most` is how many characters are kept. */
  constructor(most = MOST_CHARACTERS) {
    this.most = most;
  }

  /** The message's HTML, safe to insert. */
  of(message: Written): string {
    if ((message.source ?? message.text).length < WORTH_KEEPING) return render(message);
    const key = `${message.id}.${message.change}`;
    const known = this.kept.get(key);
    if (known && isSame(known.of, message)) {
      // Those at the front were not asked for the longest.
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.html;
    }
    if (known) this.forget(key);
    const html = render(message);
    this.keep(key, message, html);
    return html;
  }

  private keep(key: string, { id, change, text, source, markdown, mentions }: Written, html: string): void {
    const size = html.length + text.length + (source?.length ?? 0);
    if (size > this.most / 10) return;
    this.kept.set(key, { of: { id, change, text, source, markdown, mentions }, html, size });
    this.size += size;
    for (const oldest of this.kept.keys()) {
      if (this.size <= this.most) return;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.size -= this.kept.get(key)!.size;
    this.kept.delete(key);
  }
}

/** After a backup was restored, another message may have the same id. */
function isSame(one: Written, other: Written): boolean {
  return (
    one.text === other.text &&
    one.source === other.source &&
    one.markdown === other.markdown &&
    JSON.stringify(one.mentions) === JSON.stringify(other.mentions)
  );
}

function render({ text, source, markdown, mentions }: Written): string {
  if (source !== null) return sanitise(source, text, mentions ?? []);
  return markdown ? renderMarkdown(text, mentions ?? []).html : textToHtml(text, mentions ?? []);
}
