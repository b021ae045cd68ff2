import { useEffect, useRef } from "preact/hooks";
import { me, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { callsForAttention, isUnread } from "../sync/state.ts";
import { EditIcon } from "../ui/icons.tsx";
import { others, roomName } from "../ui/names.ts";
import { RoomMark } from "../ui/room-mark.tsx";
import { unfinished } from "./drafts.ts";
import { MarkedName } from "./marked-name.tsx";
import { type Presence, presenceOf } from "./standing.ts";

const MOST_COUNTED = 99;

/** A room in the sidebar, with what is new in it; a conversation shows whom it is with, and whether they are there. */
export function RoomLink({ room, current }: { room: Room; current: boolean }) {
  const link = useRef<HTMLAnchorElement>(null);
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
        <MarkedName
          mark={<RoomMark room={room} />}
          name={roomName(room, users.value, me.value.id)}
          presence={presenceIn(room)}
        />
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
function presenceIn(room: Room): Presence {
  const [other, ...more] = others(room, me.value.id);
  if (room.type !== "direct" || other === undefined || more.length > 0) return null;
  return presenceOf(users.value.get(other));
}
