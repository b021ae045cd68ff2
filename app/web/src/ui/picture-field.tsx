import type { VNode } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { errorText } from "./error-texts.ts";
import { Problem } from "./problem.tsx";
import { shrink } from "./shrink.ts";

interface PictureFieldProps {
  label: string;
  /** What it looks like now. */
  shown: VNode;
  /** Whether there is one to remove. */
  there: boolean;
  onChoose: (picture: Blob) => Promise<void>;
  onRemove: () => Promise<void>;
}

const TYPES = "image/jpeg,image/png,image/webp,image/gif,image/avif";

/** A small picture that is changed at once, apart from the form it stands by. */
export function PictureField({ label, shown, there, onChoose, onRemove }: PictureFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null);
  const attempt = async (action: () => Promise<void>, done: string) => {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    try {
      await action();
      setSaid({ text: done, wrong: false });
    } catch (error) {
      setSaid({ text: errorText(error), wrong: true });
    }
    setBusy(false);
    // "Remove" is gone once it has done its work, and the focus with it.
    choose.current?.focus();
  };
  const take = async (element: HTMLInputElement) => {
    const [file] = element.files ?? [];
    // So that the same file can be chosen again.
    if (file) await attempt(async () => onChoose(await shrink(file)), "The picture was changed.");
    element.value = "";
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as this is
    <div class="picture-field" role="group" aria-labelledby={id} aria-busy={busy}>
      {shown}
      <span class="copy-label" id={id}>
        {label}
      </span>
      <div class="picture-actions">
        <button ref={choose} type="button" class="secondary compact" onClick={() => input.current?.click()}>
          {there ? "Change…" : "Choose…"}
          <span class="hidden"> {label.toLowerCase()}</span>
        </button>
        {there && (
          <button type="button" class="quiet" onClick={() => attempt(onRemove, "The picture was removed.")}>
            Remove<span class="hidden"> {label.toLowerCase()}</span>
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={TYPES}
        onChange={(event) => take(event.currentTarget)}
      />
      <Problem>{said?.wrong && said.text}</Problem>
      <p class="hidden" role="status">
        {said && !said.wrong ? said.text : ""}
      </p>
    </div>
  );
}
