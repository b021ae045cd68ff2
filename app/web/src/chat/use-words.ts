import { signal } from "@preact/signals";
import { soundNames } from "../sounds/sounds.ts";
import { emojiLike, loadEmoji } from "../ui/emoji.ts";
import { emojiAt, soundAt } from "./completion-text.ts";
import { inCodeBlock } from "./markdown-edit.ts";
import { useSuggestions } from "./use-suggestions.ts";

/** An emoji or a sound that the letters may mean. */
export interface Word {
  name: string;
  /** What is put into the text. */
  insert: string;
  /** Shown before the name. */
  picture: string;
}

const MOST_SUGGESTED = 8;
const sounds = signal<readonly string[]>([]);

function startAt(text: string, caret: number) {
  const sound = soundAt(text, caret);
  if (sound) {
    if (sounds.peek().length === 0)
      soundNames().then(
        (names) => (sounds.value = names),
        () => undefined,
      );
    return { ...sound, typed: `/${sound.typed}` };
  }
  const emoji = inCodeBlock(text, caret) ? null : emojiAt(text, caret);
  if (emoji) void loadEmoji();
  return emoji;
}

function suggest(typed: string): Word[] {
  if (!typed.startsWith("/"))
    return emojiLike(typed, MOST_SUGGESTED).map(({ name, emoji }) => ({ name, insert: emoji, picture: emoji }));
  const wanted = typed.slice(1).toLowerCase();
  // Once the name is there in full, Enter sends.
  const found = sounds.value.filter((name) => name.startsWith(wanted) && name !== wanted);
  return found.slice(0, MOST_SUGGESTED).map((name) => ({ name, insert: name, picture: "🔊" }));
}

/** Completes emoji after a colon, and sounds after /play. */
export function useWords(onComplete: (text: string, caret: number) => void) {
  return useSuggestions<Word>({ startAt, suggest, insert: ({ insert }) => insert }, onComplete);
}
