import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import { navigate, roomPath } from "../router.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";

export function NewRoomDialog() {
  const submit = async ({ name = "" }: Record<string, string>) => {
    try {
      const room = await api.makeRoom(name.trim());
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
        <Field
          label="Room name"
          name="name"
          required
          maxLength={100}
          autocomplete="off"
          autofocus
          placeholder="Kitchen table"
          hint="Everybody on the team can read it and join in."
        />
      </Form>
    </Dialog>
  );
}
