import { signal } from "@preact/signals";
import { users } from "../chat-context.ts";
import type { Message } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { userName } from "../ui/names.ts";
import { quote } from "./quote-text.ts";

/** Text on its way into the room's message box, from elsewhere on the page. */
export const inserted = signal<{ roomId: number; text: string } | null>(null);

/** Quotes the message in the message box, with who said it, to be answered below. */
export function reply({ text, creatorId, roomId, id }: Message): void {
  const name = userName(users.peek(), creatorId);
  inserted.value = { roomId, text: quote({ text, name, address: location.origin + roomPath(roomId, id) }) };
}
