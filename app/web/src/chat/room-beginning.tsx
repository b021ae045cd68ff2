import { account, me, users } from "../chat-context.ts";
import { showDialog } from "../dialogs/dialog.tsx";
import { InviteDialog } from "../dialogs/invite.tsx";
import type { Room } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Logo } from "../ui/logo.tsx";
import { others } from "../ui/names.ts";

/** What stands above the first message of a room, and alone, in the middle, in an empty one. */
export function RoomBeginning({ room, name }: { room: Room; name: string }) {
  const empty = room.lastNumber === 0;
  const rest = others(room, me.value.id);
  const faces = rest.length ? rest : [me.value.id];
  return (
    <div class={empty ? "beginning empty" : "beginning"}>
      {room.type === "direct" ? (
        <span class="beginning-faces">
          {faces.slice(0, 4).map((id) => (
            <Avatar key={id} user={users.value.get(id)} size="large" />
          ))}
        </span>
      ) : (
        empty && <Logo />
      )}
      <p class="beginning-title">
        <bdi>{name}</bdi>
      </p>
      <p>{room.type === "direct" ? aboutDirect(rest.length) : aboutRoom(room, empty)}</p>
      {empty && room.type === "open" && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            showDialog(<InviteDialog />);
          }}
        >
          Invite people
        </button>
      )}
    </div>
  );
}

function aboutDirect(rest: number): string {
  if (rest === 0) return "A place for your own notes. Nobody else can read it.";
  return `This is the beginning of your conversation. Only the ${rest === 1 ? "two" : rest + 1} of you can read it.`;
}

function aboutRoom({ type }: Room, empty: boolean): string {
  if (empty) return "It’s quiet here. Say hello, and get the conversation going.";
  const readers = type === "closed" ? "Only its members" : `Everybody at ${account.value.name}`;
  return `This is where the conversation began. ${readers} can read it.`;
}
