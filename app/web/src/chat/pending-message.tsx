import { session } from "../chat-context.ts";
import type { Pending } from "../sync/state.ts";
import { inserted } from "./quoting.ts";
import { UnsentMessage } from "./unsent-message.tsx";

const REASONS: Record<string, string> = {
  rate_limited: "Not sent yet: that was a lot of messages at once. Trying again…",
  forbidden: "Not sent: you can’t write in this room any more.",
  unavailable: "Not sent yet: Campfire is having trouble right now. Trying again…",
};

/** A text on its way, or one that was refused. */
export function PendingItem({ pending, head }: { pending: Pending; head: boolean }) {
  const { clientMessageId, refusal, roomId, text } = pending;
  const discard = () => session.value?.discard(clientMessageId);
  const edit = () => {
    inserted.value = { roomId, text };
    discard();
  };
  return (
    <UnsentMessage
      head={head}
      refusal={refusal && (REASONS[refusal.code] ?? `Not sent: ${refusal.message}`)}
      {...(refusal?.code === "invalid" ? { onEdit: edit } : { onRetry: () => session.value?.retry(clientMessageId) })}
      onDiscard={discard}
      note={<span class="message-note late">Sending…</span>}
    >
      <div class="message-body plain" dir="auto">
        {text}
      </div>
    </UnsentMessage>
  );
}
