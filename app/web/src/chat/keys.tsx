import { useLayoutEffect } from "preact/hooks";
import { closeDialog, openDialog, showDialog } from "../dialogs/dialog.tsx";
import { KeyboardDialog } from "../dialogs/keyboard.tsx";
import { SwitcherDialog } from "../dialogs/switcher.tsx";

/** The keys that work wherever the focus is; `dialogs/keyboard.tsx` lists them. */
export function useKeys(): void {
  // As soon as anything can be seen: a frame later one could already have pressed them in vain.
  useLayoutEffect(() => {
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  const { key, altKey, shiftKey } = event;
  const command = event.metaKey || event.ctrlKey;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (command && !altKey && !shiftKey && key.toLowerCase() === "k") toggle(<SwitcherDialog />);
  // On many keyboards the slash itself needs Shift.
  else if (command && !altKey && key === "/") toggle(<KeyboardDialog />);
  else if (altKey && !command && step && !openDialog.peek()) goAlong(step, shiftKey);
  else return;
  event.preventDefault();
}

function toggle(dialog: preact.VNode): void {
  if (openDialog.peek()?.type === dialog.type) closeDialog();
  else showDialog(dialog);
}

/** Goes up or down the list as it is shown, round its ends; to the next room with something new if that is wanted. */
function goAlong(step: number, unread: boolean): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#sidebar a.room-link")];
  const here = links.findIndex((link) => link.ariaCurrent === "page");
  const from = here < 0 && step < 0 ? 0 : here;
  const onward = links.map((_, index) => links.at((from + step * (index + 1)) % links.length)!);
  onward.find((link) => !unread || link.classList.contains("unread"))?.click();
}
