import { useEffect, useState } from "preact/hooks";
import { copyText } from "../ui/clipboard.ts";
import { CheckIcon, LinkIcon } from "../ui/icons.tsx";

/** Copies a message's address, and shows for a moment that it did. Left out of the tab order: Enter on a message opens the same address. */
export function CopyLinkButton({ path }: { path: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      class="icon-button small"
      aria-label={copied ? "Link copied" : "Copy link to message"}
      tabIndex={-1}
      onClick={async () => setCopied(await copyText(location.origin + path))}
    >
      {copied ? <CheckIcon /> : <LinkIcon />}
    </button>
  );
}
