import { rooms } from "../chat-context.ts";
import { callsForAttention } from "../sync/state.ts";
import { MenuIcon } from "../ui/icons.tsx";
import { drawerOpen } from "./drawer.ts";

/** Opens the drawer with the rooms on a narrow screen. */
export function MenuButton() {
  const unread = [...rooms.value.values()].some(callsForAttention);
  return (
    <button
      type="button"
      id="menu-button"
      class="icon-button menu-button"
      aria-label={unread ? "Rooms, some unread" : "Rooms"}
      aria-expanded={drawerOpen.value}
      aria-controls="sidebar"
      onClick={() => {
        drawerOpen.value = true;
      }}
    >
      <MenuIcon />
      {unread && <span class="menu-dot" />}
    </button>
  );
}
