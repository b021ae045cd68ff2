import { me, online, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { isUnread } from "../sync/state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { others, roomName } from "../ui/names.ts";

const MOST_COUNTED = 99;

/** A room in the sidebar, with what is new in it; a conversation shows whom it is with, and whether they are there. */
export function RoomLink({ room, current }: { room: Room; current: boolean }) {
  const unread = isUnread(room);
  const count = room.lastNumber - room.readNumber;
  return (
    <li>
      <a
        class={unread ? "room-link unread" : "room-link"}
        href={roomPath(room.id)}
        aria-current={current ? "page" : undefined}
      >
        {room.type === "direct" ? (
          <Faces room={room} />
        ) : (
          <span class="room-sign" aria-hidden="true">
            #
          </span>
        )}
        <span class="room-link-name" dir="auto">
          {roomName(room, users.value, me.value.id)}
        </span>
        {unread && (
          <span class={room.type === "direct" ? "count" : "count soft"}>
            {count > MOST_COUNTED ? `${MOST_COUNTED}+` : count}
            <span class="hidden"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}

function Faces({ room }: { room: Room }) {
  const rest = others(room, me.value.id);
  const [first = me.value.id] = rest;
  const here = rest.some((id) => online.value.has(id));
  return (
    <span class="faces">
      <Avatar user={users.value.get(first)} size="small" />
      {rest.length > 1 && (
        <span class="faces-more" aria-hidden="true">
          {rest.length}
        </span>
      )}
      {rest.length === 1 && (
        <span class={here ? "presence here" : "presence"}>
          <span class="hidden">{here ? "online" : "away"}</span>
        </span>
      )}
    </span>
  );
}
