import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { touchOnly } from "../ui/touch.ts";
import { inCodeBlock } from "./markdown-edit.ts";

/** Tells who writes how it can be formatted, and what Enter does where that is not what it usually does. */
export function MarkdownHint({ text, field }: { text: string; field: RefObject<HTMLTextAreaElement | null> }) {
  const [inCode, setInCode] = useState(false);
  useEffect(() => {
    const look = () => setInCode(inCodeBlock(text, field.current?.selectionStart ?? 0));
    look();
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, [text]);
  if (!text || touchOnly.matches) return null;
  if (inCode)
    return (
      <p class="composer-hint important">
        Code block: <kbd>Enter</kbd> makes a line, <kbd>Ctrl+Enter</kbd> sends
      </p>
    );
  return (
    <p class="composer-hint" aria-hidden="true">
      <b>**bold**</b> <i>*italic*</i> <s>~~strike~~</s> <code>`code`</code> &gt; quote
    </p>
  );
}
