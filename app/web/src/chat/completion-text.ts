import type { MentionStart } from "./mention-text.ts";

/** The emoji's name that is being typed after a colon at the caret, or null: of a time (10:30) or an address none is. */
export function emojiAt(text: string, caret: number): MentionStart | null {
  const found = /(?:^|[\s([{"'*_~>])(:([a-z0-9_+-]{2,30}))$/i.exec(text.slice(Math.max(0, caret - 40), caret));
  if (!found || inInlineCode(text, caret)) return null;
  return { at: caret - found[1]!.length, typed: found[2]! };
}

/** The sound's name that is being typed after /play, or null. */
export function soundAt(text: string, caret: number): MentionStart | null {
  const found = /^\/play (\w*)$/.exec(text.slice(0, caret));
  return found && caret === text.length ? { at: "/play ".length, typed: found[1]! } : null;
}

/** What a finished :name: before the caret becomes, and where the caret goes; null when there is none or it names nothing. */
export function finishedEmoji(text: string, caret: number, emojiNamed: (name: string) => string | undefined) {
  if (text[caret - 1] !== ":") return null;
  const start = emojiAt(text, caret - 1);
  const emoji = start && emojiNamed(start.typed.toLowerCase());
  if (!start || !emoji) return null;
  return { text: text.slice(0, start.at) + emoji + text.slice(caret), caret: start.at + emoji.length };
}

/** Whether an odd number of backticks stands before the caret in its line. */
function inInlineCode(text: string, caret: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", caret - 1) + 1, caret);
  return (line.match(/`/g)?.length ?? 0) % 2 === 1;
}
