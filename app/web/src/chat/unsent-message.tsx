import type { ComponentChildren } from "preact";
import { me } from "../chat-context.ts";
import { Avatar } from "../ui/avatar.tsx";
import { WarningIcon } from "../ui/icons.tsx";

interface UnsentMessageProps {
  /** Begins a group: shows the author. */
  head: boolean;
  /** Why the server didn't take it, as a sentence; undefined while it is on its way. */
  refusal: string | undefined;
  /** Absent where another try can't help. */
  onRetry?: () => void;
  /** Where it has to be put otherwise. */
  onEdit?: () => void;
  onDiscard: () => void;
  /** What stands below it while it is on its way. */
  note: ComponentChildren;
  /** What is to be sent. */
  children: ComponentChildren;
}

/** A message of one's own that the server has not got yet, or did not take. */
export function UnsentMessage({ head, refusal, onRetry, onEdit, onDiscard, note, children }: UnsentMessageProps) {
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
      {children}
      {refusal ? (
        <p class="message-refusal" role="alert">
          <span class="with-icon">
            <WarningIcon />
            {refusal}
          </span>
          {onRetry && (
            <button type="button" class="link" onClick={onRetry}>
              Retry
            </button>
          )}
          {onEdit && (
            <button type="button" class="link" onClick={onEdit}>
              Edit
            </button>
          )}
          <button type="button" class="link" onClick={onDiscard}>
            Discard
          </button>
        </p>
      ) : (
        note
      )}
    </article>
  );
}
