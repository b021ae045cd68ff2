import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { muted, setMuted } from "../sounds/sounds.ts";
import { errorText } from "../ui/error-texts.ts";
import { BellIcon, BellOffIcon } from "../ui/icons.tsx";
import { Menu, MenuItem, togglePopup } from "../ui/popup.tsx";
import { toast } from "../ui/toast.tsx";

type Involvement = Room["involvement"];

const LEVELS: [level: Involvement, title: string, text: string][] = [
  ["everything", "Everything", "New messages are counted, stand out and notify you"],
  ["mentions", "Mentions", "New messages are counted; your name notifies you"],
  ["nothing", "Nothing", "New messages are marked, and not counted"],
  ["invisible", "Hidden", "Not in the list; find it with “Jump to…”"],
];

/** How much of a room one wants to hear of. */
export function Bell({ room }: { room: Room }) {
  const quiet = room.involvement === "nothing" || room.involvement === "invisible";
  const title = LEVELS.find(([level]) => level === room.involvement)![1];
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Notifications: ${title}`}
      title={`Notifications: ${title}`}
      aria-haspopup="menu"
      onClick={(event) => togglePopup(event.currentTarget, <Levels room={room} />)}
    >
      {quiet ? <BellOffIcon /> : <BellIcon />}
    </button>
  );
}

function Levels({ room }: { room: Room }) {
  const choose = async (involvement: Involvement) => {
    try {
      await api.setInvolvement(room.id, involvement);
      const now = session.value?.state.value.rooms.get(room.id);
      if (now) session.value?.apply([{ type: "room", room: { ...now, involvement } }]);
    } catch (error) {
      toast(errorText(error));
    }
  };
  return (
    <Menu label="Notifications">
      {LEVELS.map(([level, title, text]) => (
        <MenuItem key={level} chosen={level === room.involvement} onChoose={() => choose(level)}>
          <span>
            {title}
            <span class="hint">{text}</span>
          </span>
        </MenuItem>
      ))}
      <MenuItem onChoose={() => setMuted(!muted.value)}>
        <span>
          {muted.value ? "Let sounds be heard" : "Mute sounds"}
          <span class="hint">What people /play, in all rooms, on this device</span>
        </span>
      </MenuItem>
    </Menu>
  );
}
