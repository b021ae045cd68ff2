import { useEffect, useRef } from "preact/hooks";
import { me, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { callsForAttention, isUnread } from "../sync/state.ts";
import { EditIcon } from "../ui/icons.tsx";
import { others, roomName } from "../ui/names.ts";
import { RoomMark } from "../ui/room-mark.tsx";
import { unfinished } from "./drafts.ts";
import { presenceOf } from "./standing.ts";

const MOST_COUNTED = 99;

/** A room in the sidebar, with what is new in it; a conversation shows whom it is with, and whether they are there. */
export function RoomLink({ room, current }: { room: Room; current: boolean }) {
  const link = useRef<HTMLAnchorElement>(null);
  const presence = presenceIn(room);
  const unread = isUnread(room);
  const count = room.lastNumber - room.readNumber;
  // Keys, links and the switcher lead to rooms far down a long list.
  useEffect(() => {
    if (current) link.current!.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <li>
      <a
        ref={link}
        class={unread ? "room-link unread" : "room-link"}
        href={roomPath(room.id)}
        aria-current={current ? "page" : undefined}
      >
        <span class="room-mark">
          <RoomMark room={room} />
          {presence && <span class={`presence ${presence}`} />}
        </span>
        <span class="room-link-name">
          <bdi>{roomName(room, users.value, me.value.id)}</bdi>
        </span>
        {presence && <span class="hidden">{presence}</span>}
        {!current && unfinished.value.has(room.id) && (
          <span class="draft-mark" title="Not sent yet">
            <EditIcon />
            <span class="hidden">draft</span>
          </span>
        )}
        {unread && !callsForAttention(room) && <span class="hidden">unread</span>}
        {callsForAttention(room) && (
          <span class={room.involvement === "everything" ? "count" : "count soft"}>
            {count > MOST_COUNTED ? `${MOST_COUNTED}+` : count}
            <span class="hidden"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}

/** Whether the other one is there. Null where that isn't about one person. */
function presenceIn(room: Room): ReturnType<typeof presenceOf> {
  const [other, ...more] = others(room, me.value.id);
  if (room.type !== "direct" || other === undefined || more.length > 0) return null;
  return presenceOf(users.value.get(other));
}
