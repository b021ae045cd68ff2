import type { VNode } from "preact";
import { me, online, users } from "../chat-context.ts";
import { showDialog } from "../dialogs/dialog.tsx";
import { RoomPeopleDialog } from "../dialogs/room-people.tsx";
import { mayManage, RoomSettingsDialog } from "../dialogs/room-settings.tsx";
import type { Room } from "../protocol.ts";
import { PeopleIcon, SettingsIcon } from "../ui/icons.tsx";
import { members, others } from "../ui/names.ts";
import { Bell } from "./bell.tsx";
import { MenuButton } from "./menu-button.tsx";
import { standing } from "./standing.ts";

export function RoomHeader({ room, name }: { room: Room; name: string }) {
  return (
    <header class="room-header">
      <MenuButton />
      <div class="room-title">
        <h1 dir="auto">{name}</h1>
        <p>{presence(room)}</p>
      </div>
      <div class="room-tools">
        <Bell room={room} />
        {mayManage(room) ? (
          <Tool name="Room settings" dialog={<RoomSettingsDialog room={room} />}>
            <SettingsIcon />
          </Tool>
        ) : (
          <Tool name="People" dialog={<RoomPeopleDialog room={room} />}>
            <PeopleIcon />
          </Tool>
        )}
      </div>
    </header>
  );
}

function Tool({ name, dialog, children }: { name: string; dialog: VNode; children: VNode }) {
  return (
    <button type="button" class="icon-button" aria-label={name} title={name} onClick={() => showDialog(dialog)}>
      {children}
    </button>
  );
}

/** One sentence about who is there. */
function presence(room: Room): string {
  const people = members(room, users.value).filter((user) => user.role !== "bot");
  const here = people.filter(({ id }) => online.value.has(id) || id === me.value.id).length;
  const rest = others(room, me.value.id);
  if (room.type === "direct" && rest.length === 0) return "Notes to yourself";
  if (room.type === "direct" && rest.length === 1) return standing(users.value.get(rest[0]!));
  return `${people.length} ${people.length === 1 ? "person" : "people"}, ${here} online`;
}
