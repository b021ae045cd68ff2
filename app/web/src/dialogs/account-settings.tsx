import { api } from "../api.ts";
import { account, session } from "../chat-context.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";

/** What concerns everybody here; for administrators. */
export function AccountSettingsDialog() {
  const { name: before, onlyAdministratorsCreateRooms = false } = account.value;
  const submit = async ({ name = "", only }: Record<string, string>) => {
    try {
      const changed = await api.changeAccount({
        name: name.trim(),
        onlyAdministratorsCreateRooms: only !== undefined,
      });
      session.value?.apply([{ type: "account", account: changed }]);
      closeDialog();
    } catch (error) {
      return errorText(error);
    }
  };
  return (
    <Dialog title="Settings for everybody">
      <Form action="Save" onSubmit={submit}>
        <Field label="Team name" name="name" required maxLength={100} autocomplete="off" defaultValue={before} />
        <label class="choice">
          <input type="checkbox" name="only" defaultChecked={onlyAdministratorsCreateRooms} />
          <span>
            <b>Only administrators make rooms</b>
            <span class="hint">Direct messages stay open to everybody.</span>
          </span>
        </label>
      </Form>
    </Dialog>
  );
}
