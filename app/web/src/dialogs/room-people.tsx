import { me, online, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { members, roomName } from "../ui/names.ts";
import { DeleteRoomDialog } from "./delete-room.tsx";
import { Dialog, showDialog } from "./dialog.tsx";
import { PersonName } from "./person-name.tsx";

/** Who is in a room, for those who can't change it. */
export function RoomPeopleDialog({ room }: { room: Room }) {
  const people = members(room, users.value).sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Dialog title={`People in ${roomName(room, users.value, me.value.id)}`}>
      <ul class="people">
        {people.map((user) => (
          <li key={user.id} class="person kept">
            <Avatar user={user} size="small" />
            <PersonName user={user} />
            {user.role === "bot" && <span class="tag">bot</span>}
            {online.value.has(user.id) && <span class="person-note">online</span>}
          </li>
        ))}
      </ul>
      {room.type === "direct" && (
        <button type="button" class="quiet danger" onClick={() => showDialog(<DeleteRoomDialog room={room} />)}>
          Delete conversation…
        </button>
      )}
    </Dialog>
  );
}
