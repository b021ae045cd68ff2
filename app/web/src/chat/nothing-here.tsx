import type { ComponentChildren } from "preact";
import { account, me } from "../chat-context.ts";
import { showDialog } from "../dialogs/dialog.tsx";
import { NewRoomDialog } from "../dialogs/new-room.tsx";
import { Logo } from "../ui/logo.tsx";
import { MenuButton } from "./menu-button.tsx";

function Nothing({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <section class="room">
      <header class="room-header">
        <MenuButton />
      </header>
      <div class="nothing">
        <Logo />
        <h1>{title}</h1>
        <p>{text}</p>
        {children}
      </div>
    </section>
  );
}

/** The address names a room that doesn't exist or isn't this person's; which of the two is nobody's business. */
export function NoSuchRoom() {
  return (
    <Nothing title="You can’t see this room" text="It may have been removed, or you aren’t one of its members.">
      <a class="button primary" href="/">
        Go to your rooms
      </a>
    </Nothing>
  );
}

export function NoRooms() {
  const makes = me.value.role === "administrator" || !account.value.onlyAdministratorsCreateRooms;
  const text = makes
    ? "There is no room yet. Make the first one, and talk."
    : "An administrator has yet to let you into a room.";
  return (
    <Nothing title={`Welcome, ${me.value.name}`} text={text}>
      {makes && (
        <button type="button" class="primary" onClick={() => showDialog(<NewRoomDialog />)}>
          New room
        </button>
      )}
    </Nothing>
  );
}
