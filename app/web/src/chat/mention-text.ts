/** What is being typed after an @: where the @ stands, and the letters up to the caret. */
export interface MentionStart {
  at: number;
  typed: string;
}

/** Names are a few words, so a few words after an @ may still be one; more than this many letters are not. */
const MOST_LETTERS = 40;

/** The mention that is being typed at the caret, or null. An @ inside a word (an e-mail address) begins none. */
export function mentionAt(text: string, caret: number): MentionStart | null {
  const before = text.slice(Math.max(0, caret - MOST_LETTERS - 1), caret);
  const found = /(?:^|[\s([{"'*_~-])@((?:[\p{L}\p{M}\p{N}.'’_-]+ ?){0,3})$/u.exec(before);
  if (!found) return null;
  const typed = found[1]!;
  return { at: caret - typed.length - 1, typed };
}

/** The text with what was typed replaced by the mention, and where the caret goes. */
export function complete(text: string, start: MentionStart, caret: number, mention: string) {
  const rest = text.slice(caret);
  const gap = /^\s/.test(rest) ? "" : " ";
  return { text: text.slice(0, start.at) + mention + gap + rest, caret: start.at + mention.length + 1 };
}
