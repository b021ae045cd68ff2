import { me, session } from "../chat-context.ts";
import type { Pending } from "../sync/state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { WarningIcon } from "../ui/icons.tsx";

const REASONS: Record<string, string> = {
  rate_limited: "Not sent: that was a lot of messages at once.",
  forbidden: "Not sent: you can’t write in this room any more.",
  unavailable: "Not sent: Campfire is having trouble right now.",
};

/** A message of one's own that the server has not got yet, or did not take. */
export function PendingItem({ pending, head }: { pending: Pending; head: boolean }) {
  const { clientMessageId, refusal } = pending;
  const author = me.value;
  const classes = ["message pending", head && "head", refusal && "refused"].filter(Boolean).join(" ");
  return (
    <article class={classes} aria-label={`${author.name}, ${refusal ? "not sent" : "sending"}`} tabIndex={-1}>
      {head && <Avatar user={author} />}
      {head && (
        <header class="message-head">
          <span class="message-author" dir="auto">
            {author.name}
          </span>
        </header>
      )}
      <div class="message-body plain" dir="auto">
        {pending.text}
      </div>
      {refusal ? (
        <p class="message-refusal" role="alert">
          <span class="with-icon">
            <WarningIcon />
            {REASONS[refusal.code] ?? `Not sent: ${refusal.message}`}
          </span>
          <button type="button" class="link" onClick={() => session.value?.retry(clientMessageId)}>
            Retry
          </button>
          <button type="button" class="link" onClick={() => session.value?.discard(clientMessageId)}>
            Discard
          </button>
        </p>
      ) : (
        <span class="message-note late">Sending…</span>
      )}
    </article>
  );
}
