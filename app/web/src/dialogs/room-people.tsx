import { me, online, users } from "../chat-context.ts";
import type { Room, User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { useFirst } from "../ui/long-list.tsx";
import { members, roomName } from "../ui/names.ts";
import { DeleteRoomDialog } from "./delete-room.tsx";
import { Dialog, showDialog } from "./dialog.tsx";
import { PersonName } from "./person-name.tsx";

/** Who is in a room, those who are there first; for those who can't change it. */
export function RoomPeopleDialog({ room }: { room: Room }) {
  const here = (user: User) => Number(online.value.has(user.id) || user.id === me.value.id);
  const people = members(room, users.value).sort((a, b) => here(b) - here(a) || a.name.localeCompare(b.name));
  const { shown, more } = useFirst(people);
  return (
    <Dialog title={`People in ${roomName(room, users.value, me.value.id)}`}>
      <ul class="people">
        {shown.map((user) => (
          <li key={user.id} class="person kept">
            <Avatar user={user} size="small" />
            <PersonName user={user} />
            {user.role === "bot" && <span class="tag">bot</span>}
            {here(user) > 0 && <span class="person-note">online</span>}
          </li>
        ))}
      </ul>
      {more}
      {room.type === "direct" && (
        <button type="button" class="quiet danger" onClick={() => showDialog(<DeleteRoomDialog room={room} />)}>
          Delete conversation…
        </button>
      )}
    </Dialog>
  );
}
