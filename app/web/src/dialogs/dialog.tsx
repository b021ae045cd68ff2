import { signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CloseIcon } from "../ui/icons.tsx";
import { toast } from "../ui/toast.tsx";

/** The dialog that is open, if any. One at a time. */
export const openDialog = signal<VNode | null>(null);

/** What had the focus before the first of the dialogs that gave way to each other. */
let origin: Element | null = null;

export const showDialog = (dialog: VNode) => {
  if (!openDialog.peek()) origin = document.activeElement;
  openDialog.value = dialog;
};

export const closeDialog = () => {
  openDialog.value = null;
};

/** Shows a dialog whose code isn't loaded yet: of those that few people open, and seldom. */
export async function showLazily(load: () => Promise<VNode>): Promise<void> {
  try {
    showDialog(await load());
  } catch {
    // The connection is away, or the server has another version of the client by now.
    toast("That couldn’t be loaded. Reload the page and try again.");
  }
}

/** The browser gives the focus back by itself, but not past a dialog that is gone. */
function giveBack(): void {
  if (document.activeElement === document.body && origin instanceof HTMLElement) origin.focus();
  origin = null;
}

interface DialogProps {
  title: string;
  children: ComponentChildren;
  /** For a dialog whose look makes a heading needless; it still has its name. */
  bare?: boolean;
  wide?: boolean;
}

/** A modal dialog. The browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Dialog({ title, children, bare = false, wide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before anything else is typed: it is meant for what was opened.
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => {
      element.close();
      if (!openDialog.peek()) giveBack();
    };
  }, []);
  // One that gave way to another is told of its end late.
  const onClose = () => {
    if (dialog.current) closeDialog();
  };
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) closeDialog();
  };
  // The browser tells of it a moment later, in which keys would be meant for a dialog that is gone; and in a field to search it may only empty that.
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    closeDialog();
  };
  return (
    <dialog
      ref={dialog}
      class={["dialog", bare && "bare", wide && "wide"].filter(Boolean).join(" ")}
      aria-label={title}
      onClose={onClose}
      onClick={closeOnBackdrop}
      onKeyDown={closeOnEscape}
    >
      {!bare && (
        <header class="dialog-header">
          <h2>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={closeDialog}>
            <CloseIcon />
          </button>
        </header>
      )}
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
