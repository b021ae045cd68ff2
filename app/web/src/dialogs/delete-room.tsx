import { api } from "../api.ts";
import { me, session, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { navigate } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { others, roomName } from "../ui/names.ts";
import { ConfirmDialog } from "./confirm.tsx";

/** Asks before a room, or a conversation, goes with all that was said in it. */
export function DeleteRoomDialog({ room }: { room: Room }) {
  const submit = async () => {
    try {
      await api.deleteRoom(room.id);
    } catch (error) {
      return errorText(error);
    }
    session.value?.apply([{ type: "roomRemoved", roomId: room.id }]);
    navigate("/", { replace: true });
  };
  const name = roomName(room, users.value, me.value.id);
  const direct = room.type === "direct";
  const own = direct && others(room, me.value.id).length === 0;
  return (
    <ConfirmDialog
      title={own ? "Delete your notes?" : direct ? `Delete the conversation with ${name}?` : `Delete ${name}?`}
      action={direct ? "Delete conversation" : "Delete room"}
      onConfirm={submit}
    >
      <p>
        The {direct ? "conversation" : "room"} and everything said in it are gone for everybody, and can’t be brought
        back.
      </p>
    </ConfirmDialog>
  );
}
