import { type Involvement, LEVELS, setInvolvement } from "../chat/involvement.ts";
import { me, rooms, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { useFirst } from "../ui/long-list.tsx";
import { byName, roomName } from "../ui/names.ts";
import { RoomMark } from "../ui/room-mark.tsx";
import { Select } from "../ui/select.tsx";

/** What couldn't be changed is shown as it is again. */
async function choose(room: Room, field: HTMLSelectElement): Promise<void> {
  await setInvolvement(room.id, field.value as Involvement);
  field.value = rooms.peek().get(room.id)?.involvement ?? room.involvement;
}

/** How much one hears of each of one's rooms, those among them that are hidden elsewhere. */
export function RoomLevels() {
  const name = (room: Room) => roomName(room, users.value, me.value.id);
  const all = [...rooms.value.values()].sort(
    (a, b) => Number(a.type === "direct") - Number(b.type === "direct") || byName(name(a), name(b)),
  );
  const { shown, more } = useFirst(all);
  return (
    <section>
      <h3>Your rooms</h3>
      <ul class="room-levels">
        {shown.map((room) => (
          <li key={room.id}>
            <span class="room-mark">
              <RoomMark room={room} />
            </span>
            <span class="room-link-name">
              <bdi>{name(room)}</bdi>
            </span>
            <Select
              compact
              aria-label={`Notifications of ${name(room)}`}
              value={room.involvement}
              onChange={(event) => void choose(room, event.currentTarget)}
            >
              {LEVELS.map(({ level, title }) => (
                <option key={level} value={level}>
                  {title}
                </option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
      {more}
    </section>
  );
}
