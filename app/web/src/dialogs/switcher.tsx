import { useState } from "preact/hooks";
import { openDirect } from "../chat/open-direct.ts";
import { me, online, rooms, users } from "../chat-context.ts";
import type { Room, User } from "../protocol.ts";
import { navigate, roomPath } from "../router.ts";
import { callsForAttention, isUnread } from "../sync/state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { SearchIcon } from "../ui/icons.tsx";
import { matches } from "../ui/matching.ts";
import { others, roomName } from "../ui/names.ts";
import { RoomMark } from "../ui/room-mark.tsx";
import { toast } from "../ui/toast.tsx";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";
import { SearchDialog } from "./search.tsx";

const MOST = 8;

/** Jumps to a room or a person by a few letters of the name: Cmd/Ctrl+K. */
export function SwitcherDialog() {
  const [typed, setTyped] = useState("");
  const [index, setIndex] = useState(0);
  const name = (room: Room) => roomName(room, users.value, me.value.id);
  const foundRooms = [...rooms.value.values()]
    .filter((room) => matches(name(room), typed))
    .sort(
      (a, b) =>
        Number(callsForAttention(b)) - Number(callsForAttention(a)) ||
        (b.lastMessageAt ?? "").localeCompare(a.lastMessageAt ?? ""),
    )
    .slice(0, MOST);
  const found = [...foundRooms, ...strangers(typed).slice(0, MOST - foundRooms.length)];
  // The last choice, whenever something was typed: to look for it in what was said.
  const choices = found.length + (typed.trim() ? 1 : 0);
  const active = Math.min(index, choices - 1);

  const go = (choice: Room | User | undefined) => {
    if (choice && isUser(choice)) return void openDirect([choice.id]).catch((error) => toast(errorText(error)));
    if (!choice) return void (typed.trim() && showDialog(<SearchDialog initial={typed.trim()} />));
    closeDialog();
    navigate(roomPath(choice.id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setIndex((active + step + choices) % Math.max(1, choices));
    else if (event.key === "Enter") go(found[active]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Jump to a room" bare>
      <input
        class="switcher-input"
        role="combobox"
        aria-label="Room or person"
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={active >= 0 ? `switcher-${active}` : undefined}
        aria-autocomplete="list"
        autocomplete="off"
        placeholder="Jump to a room or person"
        dir="auto"
        autofocus
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="switcher-list" class="switcher-list" role="listbox" aria-label="Rooms">
        {found.map((choice, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the combobox has the focus and the keys
          <div
            key={isUser(choice) ? `user:${choice.id}` : choice.id}
            id={`switcher-${position}`}
            role="option"
            aria-selected={position === active}
            onClick={() => go(choice)}
            onMouseMove={() => setIndex(position)}
          >
            <span class="room-mark">
              {isUser(choice) ? <Avatar user={choice} size="small" /> : <RoomMark room={choice} />}
            </span>
            <bdi>{isUser(choice) ? choice.name : name(choice)}</bdi>
            {isUser(choice) && (
              <span class="person-note">{choice.id === me.value.id ? "notes to yourself" : "new conversation"}</span>
            )}
            {!isUser(choice) && isUnread(choice) && <span class="badge-dot">unread</span>}
          </div>
        ))}
        {typed.trim() && (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the combobox has the focus and the keys
          <div
            id={`switcher-${found.length}`}
            role="option"
            aria-selected={active === found.length}
            onClick={() => go(undefined)}
            onMouseMove={() => setIndex(found.length)}
          >
            <SearchIcon />
            <span>
              Search messages for “<bdi>{typed.trim()}</bdi>”
            </span>
          </div>
        )}
      </div>
      {found.length === 0 && <p class="switcher-empty">No room or person by that name.</p>}
    </Dialog>
  );
}

const isUser = (choice: Room | User): choice is User => "role" in choice;

/** The people with whom there is no conversation yet, those who are there first; oneself too, at the end. */
function strangers(typed: string): User[] {
  const myId = me.value.id;
  const partners = [...rooms.value.values()].filter(({ type }) => type === "direct").map((room) => others(room, myId));
  const known = new Set(partners.flatMap((ids) => (ids.length < 2 ? [ids[0] ?? myId] : [])));
  const rank = ({ id, name }: User) => `${id === myId ? 2 : Number(!online.value.has(id))}${name}`;
  return [...users.value.values()]
    .filter(({ id, active, name }) => active !== false && !known.has(id) && matches(name, typed))
    .sort((a, b) => rank(a).localeCompare(rank(b)));
}
