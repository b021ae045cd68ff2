import { api } from "../api.ts";
import { account, session } from "../chat-context.ts";
import type { Account } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { Field } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Logo } from "../ui/logo.tsx";
import { PictureField } from "../ui/picture-field.tsx";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";
import { StylesDialog } from "./styles.tsx";

const show = (changed: Account) => session.value?.apply([{ type: "account", account: changed }]);

/** What concerns everybody here; for administrators. */
export function AccountSettingsDialog() {
  const { name: before, onlyAdministratorsCreateRooms = false } = account.value;
  const submit = async ({ name = "", only }: Record<string, string>) => {
    try {
      const changed = await api.changeAccount({
        name: name.trim(),
        onlyAdministratorsCreateRooms: only !== undefined,
      });
      show(changed);
      closeDialog();
    } catch (error) {
      return errorText(error);
    }
  };
  const beside = (
    <button type="button" class="quiet beside-start" onClick={() => showDialog(<StylesDialog />)}>
      Custom styles…
    </button>
  );
  return (
    <Dialog title="Settings for everybody">
      <PictureField
        label="Logo"
        shown={<Logo />}
        there={account.value.logoUrl !== undefined}
        onChoose={async (picture) => show(await api.setLogo(picture))}
        onRemove={async () => show(await api.removeLogo())}
      />
      <Form action="Save" onSubmit={submit} beside={beside}>
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
