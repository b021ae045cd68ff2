import { me } from "../chat-context.ts";
import { openDialog } from "../dialogs/dialog.tsx";
import type { Room } from "../protocol.ts";

/** What stands above the first message of a room, and alone in an empty one. */
export function RoomBeginning({ room, name }: { room: Room; name: string }) {
  const empty = room.lastNumber === 0;
  if (room.type === "direct")
    return (
      <div class="beginning">
        <p class="beginning-title" dir="auto">
          {name}
        </p>
        <p>This is the beginning of your conversation. Only the two or more of you can read it.</p>
      </div>
    );
  return (
    <div class="beginning">
      <p class="beginning-title" dir="auto">
        {name}
      </p>
      <p>
        {empty
          ? "It’s quiet here. Say hello, and get the conversation going."
          : "This is where the conversation began."}
      </p>
      {empty && me.value.role === "administrator" && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            openDialog.value = "invite";
          }}
        >
          Invite people
        </button>
      )}
    </div>
  );
}
