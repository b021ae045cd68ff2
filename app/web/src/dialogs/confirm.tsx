import type { ComponentChildren } from "preact";
import { Form } from "../ui/form.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";

interface ConfirmProps {
  title: string;
  action: string;
  /** A string it resolves to is shown as what went wrong; otherwise the dialog closes. */
  onConfirm: () => Promise<string | undefined>;
  children: ComponentChildren;
}

/** Asks before something that can't be taken back. */
export function ConfirmDialog({ title, action, onConfirm, children }: ConfirmProps) {
  const submit = async () => {
    const problem = await onConfirm();
    if (problem === undefined) closeDialog();
    return problem;
  };
  const cancel = (
    <button type="button" class="secondary" autofocus onClick={closeDialog}>
      Cancel
    </button>
  );
  return (
    <Dialog title={title}>
      {children}
      <Form action={action} danger beside={cancel} onSubmit={submit}>
        {null}
      </Form>
    </Dialog>
  );
}
