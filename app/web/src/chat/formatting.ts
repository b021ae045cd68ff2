import { addressOf, type Selected, toCodeBlock, toggleLines, toggleMark, toLink } from "./markdown-edit.ts";

export interface Format {
  name: string;
  /** Held with Ctrl or ⌘; in capitals with Shift too. */
  key?: string;
  apply: (selected: Selected) => Selected;
}

/** What can be done with a text by a key or from the menu. */
export const FORMATS: readonly Format[] = [
  { name: "Bold", key: "b", apply: (selected) => toggleMark(selected, "**") },
  { name: "Italic", key: "i", apply: (selected) => toggleMark(selected, "*") },
  { name: "Strike through", key: "X", apply: (selected) => toggleMark(selected, "~~") },
  { name: "Code", key: "e", apply: (selected) => toggleMark(selected, "`") },
  { name: "Code block", apply: toCodeBlock },
  { name: "Quote", apply: (selected) => toggleLines(selected, "> ") },
  { name: "List", apply: (selected) => toggleLines(selected, "- ") },
  { name: "Link", key: "k", apply: (selected) => toLink(selected) },
];

export const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** The key as people read it, such as Ctrl+Shift+X. */
export function keyName({ key }: Format): string {
  if (!key) return "";
  const shift = key === key.toUpperCase();
  return isMac ? `${shift ? "⇧" : ""}⌘${key.toUpperCase()}` : `Ctrl+${shift ? "Shift+" : ""}${key.toUpperCase()}`;
}

/** Formats what is selected in the field, as one step that can be undone. */
export function format(field: HTMLTextAreaElement, { apply }: Pick<Format, "apply">): void {
  replace(field, apply({ text: field.value, start: field.selectionStart, end: field.selectionEnd }));
}

/** Whether the key was one of a format's, and has done its work. */
export function takesFormatKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey === event.metaKey || event.altKey || event.isComposing) return false;
  const field = event.currentTarget as HTMLTextAreaElement;
  const pressed = event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
  const found = FORMATS.find(({ key }) => key === pressed);
  // With nothing selected the same key jumps to another room.
  if (!found || (found.key === "k" && field.selectionStart === field.selectionEnd)) return false;
  event.preventDefault();
  event.stopPropagation();
  format(field, found);
  return true;
}

/** An address that is pasted over words becomes their link. */
export function pasteLink(event: ClipboardEvent): void {
  const field = event.currentTarget as HTMLTextAreaElement;
  const address = addressOf(event.clipboardData?.getData("text/plain") ?? "");
  const words = field.value.slice(field.selectionStart, field.selectionEnd);
  if (!address || !words.trim() || words.includes("\n") || addressOf(words)) return;
  event.preventDefault();
  format(field, { apply: (selected) => toLink(selected, address) });
}

/** By the browser's own command, though an old one: nothing else lets people undo it. */
function replace(field: HTMLTextAreaElement, { text, start, end }: Selected): void {
  const before = field.value;
  const most = Math.min(before.length, text.length);
  let [head, tail] = [0, 0];
  while (head < most && before[head] === text[head]) head++;
  while (tail < most - head && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  field.focus();
  field.setSelectionRange(head, before.length - tail);
  const news = text.slice(head, text.length - tail);
  document.execCommand(news ? "insertText" : "delete", false, news);
  field.setSelectionRange(start, end);
}
