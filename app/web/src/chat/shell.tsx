import { useEffect, useLayoutEffect } from "preact/hooks";
import { account, me, rooms, session, users } from "../chat-context.ts";
import { useShortcuts } from "../device/shortcuts.tsx";
import { openDialog } from "../dialogs/dialog.tsx";
import { navigate, roomPath, route } from "../router.ts";
import { lastRoom } from "../storage.ts";
import { callsForAttention } from "../sync/state.ts";
import { roomName } from "../ui/names.ts";
import { PopupLayer } from "../ui/popup.tsx";
import { Toast } from "../ui/toast.tsx";
import { closeDrawer, drawerOpen, useDrawer } from "./drawer.ts";
import { useKeys } from "./keys.tsx";
import { NoRooms } from "./nothing-here.tsx";
import { RoomScreen } from "./room-screen.tsx";
import { Sidebar } from "./sidebar.tsx";

/** The chat: rooms at the side, one of them open. */
export function Shell() {
  const { value: current } = route;
  const roomId = current.name === "room" ? current.roomId : null;
  useDrawer();
  useTitle(roomId);
  useShortcuts();
  useEffect(() => {
    closeDrawer();
    if (roomId === null) openSomeRoom();
    else if (rooms.peek().has(roomId)) lastRoom.keep(roomId);
  }, [roomId, current.visits, rooms.value.size]);
  useKeys();

  return (
    <div class="shell">
      <button type="button" class="skip-link" onClick={skipToMessage}>
        Skip to the message box
      </button>
      <Sidebar currentId={roomId} />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: Escape closes the drawer as well */}
      <div class="scrim" hidden={!drawerOpen.value} onClick={closeDrawer} />
      <main class="main" inert={drawerOpen.value}>
        {current.name === "room" ? <RoomScreen {...current} /> : <NoRooms />}
      </main>
      {openDialog.value}
      <PopupLayer />
      <Toast />
    </div>
  );
}

function skipToMessage(): void {
  document.getElementById("message")?.focus();
}

/** The room that was open last, else the first. */
function openSomeRoom(): void {
  const known = rooms.peek();
  const wanted = lastRoom.load();
  const id = wanted && known.has(wanted) ? wanted : [...known.keys()].sort((a, b) => a - b)[0];
  if (id !== undefined && session.peek()) navigate(roomPath(id), { replace: true });
}

/** The page's title tells how many conversations hold something new. */
function useTitle(roomId: number | null): void {
  const room = roomId === null ? undefined : rooms.value.get(roomId);
  const unread = [...rooms.value.values()].filter(callsForAttention).length;
  const parts = [room && roomName(room, users.value, me.value.id), account.value.name].filter(Boolean);
  const title = (unread ? `(${unread}) ` : "") + parts.join(" – ");
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
}
