import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AttachButton } from "../attachments/attach-button.tsx";
import { stage, stagedIn, takeStaged } from "../attachments/staged.ts";
import { StagedFiles } from "../attachments/staged-files.tsx";
import { attach } from "../attachments/uploads.ts";
import { me, session } from "../chat-context.ts";
import { drafts } from "../storage.ts";
import { SendIcon } from "../ui/icons.tsx";
import { touchOnly } from "../ui/touch.ts";
import { keepDraft } from "./drafts.ts";
import { edit, lastOwn } from "./editing.ts";
import { FormatButton } from "./format-menu.tsx";
import { inCodeBlock } from "./markdown-edit.ts";
import { MarkdownHint } from "./markdown-hint.tsx";
import { inserted } from "./quoting.ts";
import { TextField, type Writing } from "./text-field.tsx";

interface ComposerProps {
  roomId: number;
  name: string;
  onSent: () => void;
}

export function Composer({ roomId, name, onSent }: ComposerProps) {
  const myId = me.value.id;
  const [writing, setWriting] = useState<Writing>(() => ({ text: drafts.load(myId, roomId), caret: null }));
  const { text } = writing;
  const field = useRef<HTMLTextAreaElement>(null);

  const change = (news: Writing) => {
    setWriting(news);
    keepDraft(roomId, news.text);
  };
  const write = (news: Writing) => {
    // Some keys change nothing, and a completed name was told of when it was begun.
    if (news.caret === null && news.text.trim()) session.value?.typing(roomId);
    change(news);
  };
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
    change({ text: before + news.text, caret: before.length + news.text.length });
    field.current!.focus();
  }, [inserted.value]);

  const empty = !text.trim() && stagedIn(roomId).length === 0;
  const send = () => {
    if (empty) return;
    if (text.trim()) session.value?.send(roomId, text.trim());
    attach(roomId, takeStaged(roomId));
    change({ text: "", caret: null });
    field.current?.focus();
    onSent();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.shiftKey || event.altKey) return;
    if (event.key === "ArrowUp" && !text) {
      event.preventDefault();
      edit(lastOwn(roomId));
    }
    if (event.key !== "Enter" || touchOnly.matches) return;
    if (inCodeBlock(text, field.current!.selectionStart) && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <StagedFiles roomId={roomId} onRemoved={() => field.current?.focus()} />
      <AttachButton
        onFiles={(files) => {
          stage(roomId, files);
          field.current?.focus();
        }}
      />
      <label class="hidden" for="message">
        Message
      </label>
      <TextField
        id="message"
        field={field}
        roomId={roomId}
        placeholder={`Write to ${name}`}
        enterkeyhint={touchOnly.matches ? "enter" : "send"}
        writing={writing}
        onWriting={write}
        onKey={onKey}
      />
      <MarkdownHint text={text} field={field} />
      <FormatButton field={() => field.current!} />
      <button type="submit" class="send" aria-label="Send" disabled={empty}>
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
