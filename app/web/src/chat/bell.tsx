import type { Room } from "../protocol.ts";
import { muted, setMuted } from "../sounds/sounds.ts";
import { BellIcon, BellOffIcon } from "../ui/icons.tsx";
import { Menu, MenuItem, togglePopup } from "../ui/popup.tsx";
import { LEVELS, setInvolvement } from "./involvement.ts";

/** How much of a room one wants to hear of. */
export function Bell({ room }: { room: Room }) {
  const quiet = room.involvement === "nothing" || room.involvement === "invisible";
  const title = LEVELS.find(({ level }) => level === room.involvement)!.title;
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
  return (
    <Menu label="Notifications">
      {LEVELS.map(({ level, title, means }) => (
        <MenuItem key={level} chosen={level === room.involvement} onChoose={() => setInvolvement(room.id, level)}>
          <span>
            {title}
            <span class="hint">{means}</span>
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
