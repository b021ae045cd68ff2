import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { me, session, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { Form } from "../ui/form.tsx";
import { members } from "../ui/names.ts";
import { DeleteRoomDialog } from "./delete-room.tsx";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";
import { RoomFields, type SharedType } from "./room-fields.tsx";

/** A shared room's name, kind and members can be changed by who made it, and by administrators. */
export const mayManage = (room: Room) =>
  room.type !== "direct" && (room.creatorId === me.value.id || me.value.role === "administrator");

const removed = (roomId: number) => session.value?.apply([{ type: "roomRemoved", roomId }]);
const same = (a: ReadonlySet<number>, b: ReadonlySet<number>) => a.size === b.size && [...a].every((id) => b.has(id));

export function RoomSettingsDialog({ room }: { room: Room }) {
  const [type, setType] = useState(room.type as SharedType);
  const inside = new Set(members(room, users.value).map((user) => user.id));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(inside);

  const submit = async ({ name = "" }: Record<string, string>) => {
    try {
      if (name.trim() !== room.name || type !== room.type) {
        const changed = await api.changeRoom(room.id, { name: name.trim(), type });
        session.value?.apply([{ type: "room", room: changed }]);
      }
      if (type === "closed" && !same(chosen, inside)) {
        const changed = await api.setMembers(room.id, [...chosen]);
        if (changed) session.value?.apply([{ type: "room", room: changed }]);
        else removed(room.id);
      }
      closeDialog();
    } catch (error) {
      return errorText(error);
    }
  };
  const beside = (
    <button
      type="button"
      class="quiet danger beside-start"
      onClick={() => showDialog(<DeleteRoomDialog room={room} />)}
    >
      Delete room…
    </button>
  );
  return (
    <Dialog title="Room settings">
      <Form action="Save" onSubmit={submit} beside={beside} disabled={type === "closed" && chosen.size === 0}>
        <RoomFields name={room.name ?? ""} type={type} onType={setType} chosen={chosen} onChosen={setChosen} withSelf />
      </Form>
    </Dialog>
  );
}
