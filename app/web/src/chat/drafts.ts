import { computed, signal } from "@preact/signals";
import { staged } from "../attachments/staged.ts";
import { me } from "../chat-context.ts";
import { drafts } from "../storage.ts";

/** The rooms in which a text was begun and not sent. */
const begun = signal<ReadonlySet<number>>(new Set());

/** The rooms in which something waits to be sent: a text, or files. */
export const unfinished = computed<ReadonlySet<number>>(() => new Set([...begun.value, ...staged.value.keys()]));

/** Looks up what was begun before the page was loaded. */
export function readDrafts(): void {
  begun.value = new Set(drafts.rooms(me.peek().id));
}

export function keepDraft(roomId: number, text: string): void {
  drafts.keep(me.peek().id, roomId, text);
  if (begun.peek().has(roomId) === (text.trim() !== "")) return;
  const rooms = new Set(begun.peek());
  if (!rooms.delete(roomId)) rooms.add(roomId);
  begun.value = rooms;
}
