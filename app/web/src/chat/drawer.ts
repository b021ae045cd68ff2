import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Whether the sidebar lies over the room; only on a narrow screen. */
export const drawerOpen = signal(false);

export const closeDrawer = () => {
  drawerOpen.value = false;
};

/** Closes the drawer on Escape and when the screen becomes wide, and moves the focus into it and back. */
export function useDrawer(): void {
  const { value: open } = drawerOpen;
  useEffect(() => {
    if (!open) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeDrawer();
    };
    const wide = matchMedia("(min-width: 48rem)");
    document.addEventListener("keydown", onKeyDown);
    wide.addEventListener("change", closeDrawer);
    document.querySelector<HTMLElement>("#sidebar a, #sidebar button")?.focus();
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      wide.removeEventListener("change", closeDrawer);
      document.getElementById("menu-button")?.focus();
    };
  }, [open]);
}
