import type { Word } from "./use-words.ts";

interface WordListProps {
  words: readonly Word[];
  active: number;
  onActive: (index: number) => void;
  onChoose: (word: Word) => void;
}

export const wordId = (index: number) => `word-${index}`;

/** The emoji or sounds that what is typed may mean. The message box keeps the focus and has the keys. */
export function WordList({ words, active, onActive, onChoose }: WordListProps) {
  return (
    <div class="mention-list" id="words" role="listbox" aria-label="Suggestions">
      {words.map((word, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the message box has the focus and the keys
        <div
          key={word.name}
          id={wordId(index)}
          role="option"
          aria-selected={index === active}
          onMouseMove={() => onActive(index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(word)}
        >
          <span class="word-picture" aria-hidden="true">
            {word.picture}
          </span>
          {word.name}
        </div>
      ))}
    </div>
  );
}
