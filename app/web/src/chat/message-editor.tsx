import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { changeMessage } from "../changes.ts";
import { DeleteMessageDialog } from "../dialogs/delete-message.tsx";
import { showDialog } from "../dialogs/dialog.tsx";
import type { Message } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { touchOnly } from "../ui/touch.ts";
import { stopEditing } from "./editing.ts";
import { inCodeBlock } from "./markdown-edit.ts";
import { TextField, type Writing } from "./text-field.tsx";

/** Stands in place of a message's text while it is changed. Enter saves (in a code block Ctrl+Enter), Escape leaves it as it was; nothing left means to delete it. */
export function MessageEditor({ message }: { message: Message }) {
  const [writing, setWriting] = useState<Writing>({ text: message.text, caret: message.text.length });
  const { text } = writing;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current!.focus({ preventScroll: true }), []);
  // With its buttons, and as it grows.
  useLayoutEffect(() => field.current!.form!.scrollIntoView({ block: "nearest" }), [text]);

  const save = async () => {
    if (busy) return;
    const wanted = text.trim();
    if (wanted === "") return showDialog(<DeleteMessageDialog message={message} />);
    if (wanted === message.text) return stopEditing();
    setBusy(true);
    try {
      await changeMessage(message, wanted);
      stopEditing();
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") stopEditing();
    if (event.key !== "Enter" || event.shiftKey || touchOnly.matches) return;
    if (inCodeBlock(text, field.current!.selectionStart) && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void save();
  };

  return (
    <form
      class="message-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        class="input"
        aria-label="Edit message"
        field={field}
        roomId={message.roomId}
        writing={writing}
        onWriting={setWriting}
        onKey={onKey}
      />
      {problem && (
        <p class="message-refusal" role="alert">
          {problem}
        </p>
      )}
      <div class="editor-actions">
        <button type="button" class="quiet" onClick={stopEditing}>
          Cancel
        </button>
        <button type="submit" class="primary compact" aria-busy={busy}>
          Save
        </button>
      </div>
    </form>
  );
}
