import { signal } from "@preact/signals";
import type { Message } from "../protocol.ts";

/** Text on its way into the room's message box, from elsewhere on the page. */
export const inserted = signal<{ roomId: number; text: string } | null>(null);

/** Longer quotes are cut: the original is one click away. */
const MOST_LINES = 6;

/** The message as a Markdown quote, without what it quotes itself, and a blank line to answer below. */
export function quote(text: string): string {
  const lines = text.split("\n").filter((line) => !line.startsWith(">"));
  const own = lines.join("\n").trim().split("\n");
  const kept = own.length > MOST_LINES ? [...own.slice(0, MOST_LINES), "…"] : own;
  return `${kept.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

export function reply(message: Message): void {
  inserted.value = { roomId: message.roomId, text: quote(message.text) };
}
