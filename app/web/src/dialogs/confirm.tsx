import type { ComponentChildren, VNode } from "preact";
import { Form } from "../ui/form.tsx";
import { closeDialog, Dialog, showDialog } from "./dialog.tsx";

interface ConfirmProps {
  title: string;
  action: string;
  /** A string it resolves to is shown as what went wrong; otherwise the dialog gives way to the one it resolves to, or to none. */
  onConfirm: () => Promise<string | VNode | undefined>;
  children: ComponentChildren;
}

/** Asks before something that can't be taken back. */
export function ConfirmDialog({ title, action, onConfirm, children }: ConfirmProps) {
  const submit = async () => {
    const outcome = await onConfirm();
    if (typeof outcome === "string") return outcome;
    if (outcome) showDialog(outcome);
    else closeDialog();
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
