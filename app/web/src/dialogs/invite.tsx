import { useState } from "preact/hooks";
import { account } from "../chat-context.ts";
import { copyText } from "../ui/clipboard.ts";
import { CheckIcon, LinkIcon } from "../ui/icons.tsx";
import { Dialog } from "./dialog.tsx";

export function InviteDialog() {
  const [copied, setCopied] = useState(false);
  const link = account.value.joinUrl ?? "";
  const copy = async () => setCopied(await copyText(link));
  return (
    <Dialog title="Invite people">
      <p>Whoever opens this link can make an account and join {account.value.name}. Share it only with your team.</p>
      <div class="with-button">
        <input
          class="input"
          aria-label="Invitation link"
          readOnly
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <div class="form-actions">
        <span class="person-note" role="status">
          {copied ? "Copied to the clipboard" : ""}
        </span>
        <button type="button" class="primary" autofocus onClick={copy}>
          {copied ? <CheckIcon /> : <LinkIcon />}
          Copy link
        </button>
      </div>
    </Dialog>
  );
}
