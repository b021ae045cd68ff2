import { signal } from "@preact/signals";
import { me, outbox, timelines } from "../chat-context.ts";
import type { Message } from "../protocol.ts";

/** The id of the message that is being edited, if any. One at a time. */
export const editing = signal<number | null>(null);

export function edit(message: Message | undefined): void {
  if (message) editing.value = message.id;
}

/** A file has no text to edit. */
export const mayEdit = (message: Message) => mayChange(message) && !message.attachment;

/** Its author and administrators change and delete a message. */
export const mayChange = (message: Message) => message.creatorId === me.value.id || me.value.role === "administrator";

/**
 * The newest of one's own among the messages that are held of a room. None while one is being sent: whoever asks means that one, and it can't
 * be edited yet.
 */
export function lastOwn(roomId: number): Message | undefined {
  if (outbox.value.some((pending) => pending.roomId === roomId && !pending.refusal)) return;
  return timelines.value
    .get(roomId)
    ?.messages.findLast((message) => message.creatorId === me.value.id && !message.attachment && !message.deleted);
}

/** Whoever is done goes on where they were: writing. */
export function stopEditing(): void {
  editing.value = null;
  document.getElementById("message")?.focus();
}
