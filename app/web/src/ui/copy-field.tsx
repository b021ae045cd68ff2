import { useState } from "preact/hooks";
import { copyText } from "./clipboard.ts";
import { CheckIcon, CopyIcon, ShareIcon } from "./icons.tsx";
import { canShare, shareLink } from "./share.ts";

interface CopyFieldProps {
  label: string;
  value: string;
  hint?: string;
  /** What a link is called in other apps, for one that may be handed to them. */
  shareAs?: string;
}

/** Something to copy from here and paste elsewhere. */
export function CopyField({ label, value, hint, shareAs }: CopyFieldProps) {
  const [copied, setCopied] = useState("");
  const done = copied === value;
  return (
    <div class="field">
      <span class="copy-label" aria-hidden="true">
        {label}
      </span>
      <div class="copy-field">
        <input
          class="input"
          aria-label={label}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={`Copy: ${label}`}
          title="Copy"
          onClick={async () => setCopied((await copyText(value)) ? value : "")}
        >
          {done ? <CheckIcon /> : <CopyIcon />}
        </button>
        {shareAs && canShare() && (
          <button
            type="button"
            class="icon-button"
            aria-label={`Share: ${label}`}
            title="Share"
            onClick={() => shareLink(shareAs, value)}
          >
            <ShareIcon />
          </button>
        )}
      </div>
      <p class={hint ? "hint" : "hidden"} role="status">
        {done ? "Copied to the clipboard" : hint}
      </p>
    </div>
  );
}
