import { signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Popup {
  /** What it was opened from: it lies next to it, and gives the focus back to it. */
  anchor: HTMLElement;
  content: VNode;
}

/** The menu or picker that lies over the page, if any. One at a time. */
const popup = signal<Popup | null>(null);

/** Opens it, or closes it when it was opened from the same place before. */
export function togglePopup(anchor: HTMLElement, content: VNode): void {
  popup.value = popup.value?.anchor === anchor ? null : { anchor, content };
}

export function closePopup(): void {
  const { value: open } = popup;
  popup.value = null;
  if (open?.anchor.isConnected) open.anchor.focus();
}

/** Kept from the edges of the page, px. */
const EDGE_PX = 8;

/** Where the popup is drawn: outside of whatever scrolls or clips. */
export function PopupLayer() {
  const { value: open } = popup;
  const layer = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!open) return;
    place(layer.current!, open.anchor);
    layer.current?.querySelector<HTMLElement>("[role^=menuitem], button, input")?.focus();
  }, [open]);
  // Not a frame later: whoever is quick presses Escape before.
  useLayoutEffect(() => {
    if (!open) return;
    open.anchor.setAttribute("aria-expanded", "true");
    const onPointerDown = ({ target }: Event) => {
      const inside = layer.current?.contains(target as Node) || open.anchor.contains(target as Node);
      if (!inside) popup.value = null;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const leaves = event.key === "Tab" && layer.current?.querySelector("[role=menu]");
      if (event.key === "Escape" || leaves) closePopup();
      if (event.key === "Escape") event.stopPropagation();
    };
    const close = () => {
      popup.value = null;
    };
    const element = layer.current!;
    element.addEventListener("keydown", onKeyDown);
    document.addEventListener("pointerdown", onPointerDown);
    addEventListener("resize", close);
    return () => {
      open.anchor.setAttribute("aria-expanded", "false");
      element.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("pointerdown", onPointerDown);
      removeEventListener("resize", close);
    };
  }, [open]);
  return (
    <section class="popup" aria-label="Menu" ref={layer} hidden={!open}>
      {open?.content}
    </section>
  );
}

/** Below the anchor and aligned with its end, above where there is more room, never outside the page. */
function place(layer: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = layer;
  const below = innerHeight - at.bottom >= height + EDGE_PX || at.top < height + EDGE_PX;
  const top = below ? at.bottom + EDGE_PX / 2 : at.top - height - EDGE_PX / 2;
  layer.style.top = `${Math.max(EDGE_PX, Math.min(top, innerHeight - height - EDGE_PX))}px`;
  layer.style.left = `${Math.max(EDGE_PX, Math.min(at.right - width, innerWidth - width - EDGE_PX))}px`;
}

/** A menu of commands; the arrow keys walk it. */
export function Menu({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="menu" role="menu" tabIndex={-1} aria-label={label} onKeyDown={walkMenu}>
      {children}
    </div>
  );
}

function walkMenu(event: KeyboardEvent): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const index = items.indexOf(document.activeElement as HTMLElement);
  const last = items.length - 1;
  const next = {
    ArrowDown: index === last ? 0 : index + 1,
    ArrowUp: index <= 0 ? last : index - 1,
    Home: 0,
    End: last,
  };
  if (!(event.key in next)) return;
  event.preventDefault();
  items[next[event.key as keyof typeof next]]?.focus();
}

interface MenuItemProps {
  onChoose: () => void;
  children: ComponentChildren;
  /** One of several that exclude each other. */
  chosen?: boolean;
  danger?: boolean;
}

export function MenuItem({ onChoose, children, chosen, danger = false }: MenuItemProps) {
  const choose = () => {
    closePopup();
    onChoose();
  };
  const common = { class: danger ? "menu-item danger" : "menu-item", tabIndex: -1, onClick: choose };
  if (chosen === undefined)
    return (
      <button type="button" role="menuitem" {...common}>
        {children}
      </button>
    );
  return (
    <button type="button" role="menuitemradio" aria-checked={chosen} {...common}>
      {children}
    </button>
  );
}
