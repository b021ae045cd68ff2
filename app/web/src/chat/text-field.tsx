import type { RefObject, TextareaHTMLAttributes } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { emojiNamed } from "../ui/emoji.ts";
import { fitHeight } from "../ui/fit-height.ts";
import { finishedEmoji } from "./completion-text.ts";
import { pasteLink, takesFormatKey } from "./formatting.ts";
import { inCodeBlock } from "./markdown-edit.ts";
import { optionId, SuggestionList, suggestedPerson, suggestedWord } from "./suggestion-list.tsx";
import { useMentions } from "./use-mentions.ts";
import { useWords } from "./use-words.ts";

const CARET_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

/** A text that is being written. `caret` is where the caret has to go, null when it stands where it belongs. */
export interface Writing {
  text: string;
  caret: number | null;
}

interface TextFieldProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value"> {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Whose members are suggested. */
  roomId: number;
  writing: Writing;
  onWriting: (writing: Writing) => void;
  /** A key that completes and formats nothing, and ends no composition. */
  onKey: (event: KeyboardEvent) => void;
}

/** A text area for a message, as high as its text: completes people, emoji and sounds, and formats by key. */
export function TextField({ field, roomId, writing, onWriting, onKey, ...rest }: TextFieldProps) {
  const complete = (text: string, caret: number) => {
    onWriting({ text, caret });
    field.current!.focus();
  };
  const mentions = useMentions(roomId, complete);
  const words = useWords(complete);
  const naming = mentions.items.length > 0;
  const suggesting = naming || words.items.length > 0;
  const list = naming ? "mentions" : "words";
  const active = naming ? mentions.active : words.active;

  useLayoutEffect(() => {
    fitHeight(field.current!);
    if (writing.caret !== null) field.current!.setSelectionRange(writing.caret, writing.caret);
    // It was sent, and nothing of it can be completed any more.
    if (writing.text === "") close();
  }, [writing]);

  const look = (box: HTMLTextAreaElement) => {
    mentions.look(box);
    words.look(box);
  };
  const close = () => {
    mentions.close();
    words.close();
  };
  const write = (box: HTMLTextAreaElement) => {
    const { value, selectionStart } = box;
    const done = inCodeBlock(value, selectionStart) ? null : finishedEmoji(value, selectionStart, emojiNamed);
    onWriting(done ?? { text: value, caret: null });
    look(box);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (mentions.takesKey(event) || words.takesKey(event) || takesFormatKey(event) || event.isComposing) return;
    onKey(event);
  };
  return (
    <>
      {naming ? (
        <SuggestionList
          id="mentions"
          label="People to mention"
          items={mentions.items}
          active={mentions.active}
          onActive={mentions.setIndex}
          onChoose={(user) => mentions.choose(field.current!, user)}
          keyOf={({ id }) => id}
          show={suggestedPerson}
        />
      ) : (
        suggesting && (
          <SuggestionList
            id="words"
            label="Suggestions"
            items={words.items}
            active={words.active}
            onActive={words.setIndex}
            onChoose={(word) => words.choose(field.current!, word)}
            keyOf={({ name }) => name}
            show={suggestedWord}
          />
        )
      )}
      <textarea
        rows={1}
        dir="auto"
        {...rest}
        ref={field}
        value={writing.text}
        aria-autocomplete="list"
        aria-controls={suggesting ? list : undefined}
        aria-activedescendant={suggesting ? optionId(list, active) : undefined}
        onInput={(event) => write(event.currentTarget)}
        onClick={(event) => look(event.currentTarget)}
        onKeyUp={(event) => {
          if (CARET_KEYS.has(event.key)) look(event.currentTarget);
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
        onPaste={pasteLink}
      />
    </>
  );
}
