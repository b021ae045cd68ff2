import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { changeMessage } from "../changes.ts";
import { DeleteMessageDialog } from "../dialogs/delete-message.tsx";
import { showDialog } from "../dialogs/dialog.tsx";
import type { Message } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { fitHeight } from "../ui/fit-height.ts";
import { touchOnly } from "../ui/touch.ts";
import { stopEditing } from "./editing.ts";
import { pasteLink, takesFormatKey } from "./formatting.ts";
import { inCodeBlock } from "./markdown-edit.ts";

/** Stands in place of a message's text while it is changed. Enter saves (in a code block Ctrl+Enter), Escape leaves it as it was; nothing left means to delete it. */
export function MessageEditor({ message }: { message: Message }) {
  const [text, setText] = useState(message.text);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current!.focus();
    field.current!.setSelectionRange(text.length, text.length);
    field.current!.scrollIntoView({ block: "nearest" });
  }, []);
  useLayoutEffect(() => fitHeight(field.current!), [text]);

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
  const onKeyDown = (event: KeyboardEvent) => {
    // The log's own keys are not for what is written here.
    event.stopPropagation();
    if (event.isComposing || takesFormatKey(event)) return;
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
      <textarea
        class="input"
        aria-label="Edit message"
        dir="auto"
        rows={1}
        ref={field}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={pasteLink}
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
