import { useState } from "preact/hooks";
import { complete, type MentionStart } from "./mention-text.ts";

export interface Suggesting<T> {
  /** What is being typed at the caret, if it is something to complete. */
  startAt: (text: string, caret: number) => MentionStart | null;
  suggest: (typed: string) => readonly T[];
  /** What is put into the text. */
  insert: (item: T) => string;
}

/** Completes something in a text area: what to suggest, and what the keys do meanwhile. */
export function useSuggestions<T>(how: Suggesting<T>, onComplete: (text: string, caret: number) => void) {
  const [start, setStart] = useState<MentionStart | null>(null);
  const [index, setIndex] = useState(0);
  const items = start ? how.suggest(start.typed) : [];
  const active = Math.min(index, items.length - 1);

  const choose = (field: HTMLTextAreaElement, item: T | undefined) => {
    if (!item || !start) return;
    const done = complete(field.value, start, field.selectionStart, how.insert(item));
    setStart(null);
    onComplete(done.text, done.caret);
  };
  return {
    items,
    active,
    setIndex,
    choose,
    close: () => setStart(null),
    /** To be called when the text or the caret changed. */
    look: (field: HTMLTextAreaElement) => {
      const { selectionStart: caret, selectionEnd, value } = field;
      const found = caret === selectionEnd ? how.startAt(value, caret) : null;
      if (found?.at !== start?.at || found?.typed !== start?.typed) setIndex(0);
      setStart(found);
    },
    /** Whether the key was meant for the suggestions. */
    takesKey: (event: KeyboardEvent): boolean => {
      if (items.length === 0 || event.isComposing) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setIndex((active + step + items.length) % items.length);
      else if (event.key === "Enter" || event.key === "Tab")
        choose(event.currentTarget as HTMLTextAreaElement, items[active]);
      else if (event.key === "Escape") setStart(null);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
