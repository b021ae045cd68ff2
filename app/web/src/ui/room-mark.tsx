import { me, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { Avatar } from "./avatar.tsx";
import { LockIcon } from "./icons.tsx";
import { others } from "./names.ts";

/** The small sign before a room's name: whom a conversation is with, or a hash. */
export function RoomMark({ room }: { room: Room }) {
  if (room.type !== "direct")
    return (
      <span class="room-sign" aria-hidden="true">
        {room.type === "closed" ? <LockIcon /> : "#"}
      </span>
    );
  const [first = me.value.id, ...rest] = others(room, me.value.id);
  return (
    <>
      <Avatar user={users.value.get(first)} size="small" />
      {rest.length > 0 && (
        <span class="faces-more" aria-hidden="true">
          {rest.length + 1}
        </span>
      )}
    </>
  );
}
