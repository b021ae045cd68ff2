import { me, rooms, users } from "../chat-context.ts";
import type { Message } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { Avatar } from "../ui/avatar.tsx";
import { groupBy } from "../ui/grouping.ts";
import { Highlighted } from "../ui/highlight.tsx";
import { roomName, userName } from "../ui/names.ts";
import { readableText } from "../ui/readable-text.ts";
import { clockTime, dayName } from "../ui/times.ts";
import { closeDialog } from "./dialog.tsx";

/** Messages by room, the room with the newest one first; newest first within a room. */
export function SearchResults({ query, messages }: { query: string; messages: readonly Message[] }) {
  if (messages.length === 0) return <p>Nothing found for “{query}” in your rooms.</p>;
  return groupBy(messages, (message) => message.roomId).map(([roomId, found]) => {
    const room = rooms.value.get(roomId);
    return (
      <section key={roomId} class="found">
        <h3>
          <bdi>{room ? roomName(room, users.value, me.value.id) : "Another room"}</bdi>
        </h3>
        <ul>
          {found.map((message) => (
            <li key={message.id}>
              <a class="found-message" href={roomPath(roomId, message.id)} onClick={closeDialog}>
                <Avatar user={users.value.get(message.creatorId)} size="small" />
                <span class="found-head">
                  <b>
                    <bdi>{userName(users.value, message.creatorId)}</bdi>
                  </b>{" "}
                  <time dateTime={message.createdAt}>
                    {dayName(message.createdAt)}, {clockTime(message.createdAt)}
                  </time>
                </span>
                <span class="found-text" dir="auto">
                  <Highlighted text={readableText(message.html)} query={query} />
                </span>
              </a>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
