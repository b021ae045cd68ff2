import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import { navigate, roomPath } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Form } from "../ui/form.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";
import { RoomFields, type SharedType } from "./room-fields.tsx";

export function NewRoomDialog() {
  const [type, setType] = useState<SharedType>("open");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const submit = async ({ name = "" }: Record<string, string>) => {
    try {
      const room = await api.makeRoom(name.trim(), type, type === "closed" ? [...chosen] : []);
      session.value?.apply([{ type: "room", room }]);
      closeDialog();
      navigate(roomPath(room.id));
    } catch (error) {
      return errorText(error, { forbidden: "Only administrators make rooms here." });
    }
  };
  return (
    <Dialog title="New room">
      <Form action="Create room" onSubmit={submit}>
        <RoomFields type={type} onType={setType} chosen={chosen} onChosen={setChosen} />
      </Form>
    </Dialog>
  );
}
