import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { me, session } from "../chat-context.ts";
import { drafts } from "../storage.ts";
import { SendIcon } from "../ui/icons.tsx";

interface ComposerProps {
  roomId: number;
  name: string;
  onSent: () => void;
}

/** Where only a touch keyboard is at hand, Enter makes a new line: Shift+Enter is out of reach there. */
const touchOnly = matchMedia("(hover: none) and (pointer: coarse)");

export function Composer({ roomId, name, onSent }: ComposerProps) {
  const myId = me.value.id;
  const [text, setText] = useState(() => drafts.load(myId, roomId));
  const field = useRef<HTMLTextAreaElement>(null);

  useLayoutEffect(() => grow(field.current!), [text]);
  useEffect(() => {
    if (!touchOnly.matches) field.current?.focus({ preventScroll: true });
    return focusWhenTyping(field.current!);
  }, []);

  const change = (value: string) => {
    setText(value);
    drafts.keep(myId, roomId, value);
  };
  const send = () => {
    if (!text.trim()) return;
    session.value?.send(roomId, text.trim());
    change("");
    field.current?.focus();
    onSent();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
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
        onInput={(event) => {
          change(event.currentTarget.value);
          if (event.currentTarget.value.trim()) session.value?.typing(roomId);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing || touchOnly.matches) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send" aria-label="Send" disabled={!text.trim()}>
        <SendIcon />
      </button>
    </form>
  );
}

function grow(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/** Letters typed while nothing in particular has the focus belong to the message. Returns what undoes it. */
function focusWhenTyping(field: HTMLTextAreaElement): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.length !== 1 || event.key === " " || event.metaKey || event.ctrlKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target === document.body || target.closest(".log")) field.focus();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
