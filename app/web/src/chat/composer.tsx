import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AttachButton } from "../attachments/attach-button.tsx";
import { me, session } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { drafts } from "../storage.ts";
import { emojiNamed } from "../ui/emoji.ts";
import { fitHeight } from "../ui/fit-height.ts";
import { SendIcon } from "../ui/icons.tsx";
import { touchOnly } from "../ui/touch.ts";
import { finishedEmoji } from "./completion-text.ts";
import { edit, lastOwn } from "./editing.ts";
import { FormatButton } from "./format-menu.tsx";
import { pasteLink, takesFormatKey } from "./formatting.ts";
import { inCodeBlock } from "./markdown-edit.ts";
import { MarkdownHint } from "./markdown-hint.tsx";
import { MentionList, optionId } from "./mention-list.tsx";
import { inserted } from "./quoting.ts";
import { useMentions } from "./use-mentions.ts";
import { useWords } from "./use-words.ts";
import { WordList, wordId } from "./word-list.tsx";

const CARET_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

interface ComposerProps {
  roomId: number;
  name: string;
  onSent: () => void;
  onFiles: (files: File[]) => void;
}

export function Composer({ roomId, name, onSent, onFiles }: ComposerProps) {
  const myId = me.value.id;
  const [text, setText] = useState(() => drafts.load(myId, roomId));
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number | null>(null);

  const change = (value: string, caretAt: number | null = null) => {
    caret.current = caretAt;
    setText(value);
    drafts.keep(myId, roomId, value);
  };
  const mentions = useMentions(roomId, change);
  const words = useWords(change);
  const naming = mentions.items.length > 0;
  const suggesting = naming || words.items.length > 0;

  useLayoutEffect(() => {
    fitHeight(field.current!);
    if (caret.current !== null) field.current!.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);
  useEffect(() => {
    if (!touchOnly.matches) field.current?.focus({ preventScroll: true });
    return focusWhenTyping(field.current!);
  }, []);
  // At once, or what is typed meanwhile would be lost.
  useLayoutEffect(() => {
    const { value: news } = inserted;
    if (news?.roomId !== roomId) return;
    inserted.value = null;
    const before = text.trim() ? `${text.trimEnd()}\n\n` : "";
    change(before + news.text, before.length + news.text.length);
    field.current!.focus();
  }, [inserted.value]);

  const send = () => {
    if (!text.trim()) return;
    session.value?.send(roomId, text.trim());
    change("");
    mentions.close();
    words.close();
    field.current?.focus();
    onSent();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (
      mentions.takesKey(event) ||
      words.takesKey(event) ||
      takesFormatKey(event) ||
      event.isComposing ||
      event.shiftKey
    )
      return;
    if (event.key === "ArrowUp" && !text) {
      event.preventDefault();
      edit(lastOwn(roomId));
    }
    if (event.key !== "Enter" || touchOnly.matches) return;
    if (inCodeBlock(text, field.current!.selectionStart) && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };
  const look = (box: HTMLTextAreaElement) => {
    mentions.look(box);
    words.look(box);
  };
  const mention = (user: User) => {
    mentions.choose(field.current!, user);
    field.current!.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {naming && (
        <MentionList people={mentions.items} active={mentions.active} onActive={mentions.setIndex} onChoose={mention} />
      )}
      {!naming && suggesting && (
        <WordList
          words={words.items}
          active={words.active}
          onActive={words.setIndex}
          onChoose={(word) => words.choose(field.current!, word)}
        />
      )}
      <AttachButton onFiles={onFiles} />
      <label class="hidden" for="message">
        Message
      </label>
      <textarea
        id="message"
        ref={field}
        rows={1}
        dir="auto"
        placeholder={`Write to ${name}`}
        value={text}
        enterkeyhint={touchOnly.matches ? "enter" : "send"}
        aria-autocomplete="list"
        aria-controls={suggesting ? (naming ? "mentions" : "words") : undefined}
        aria-activedescendant={suggesting ? (naming ? optionId(mentions.active) : wordId(words.active)) : undefined}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          const done = inCodeBlock(value, selectionStart) ? null : finishedEmoji(value, selectionStart, emojiNamed);
          change(done?.text ?? value, done?.caret ?? null);
          look(event.currentTarget);
          if (event.currentTarget.value.trim()) session.value?.typing(roomId);
        }}
        onClick={(event) => look(event.currentTarget)}
        onKeyUp={(event) => {
          if (CARET_KEYS.has(event.key)) look(event.currentTarget);
        }}
        onBlur={() => {
          mentions.close();
          words.close();
        }}
        onKeyDown={onKeyDown}
        onPaste={pasteLink}
      />
      <MarkdownHint text={text} field={field} />
      <FormatButton field={() => field.current!} />
      <button type="submit" class="send" aria-label="Send" disabled={!text.trim()}>
        <SendIcon />
      </button>
    </form>
  );
}

/** Letters typed while nothing in particular has the focus belong to the message. Returns what undoes it. */
function focusWhenTyping(field: HTMLTextAreaElement): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.length !== 1 || event.key === " " || event.metaKey || event.ctrlKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target === document.body || (target.closest(".log") && !target.closest("form"))) field.focus();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
