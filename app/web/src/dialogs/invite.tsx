import { useEffect } from "preact/hooks";
import { api } from "../api.ts";
import { account, session } from "../chat-context.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { errorText } from "../ui/error-texts.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { Dialog, showDialog } from "./dialog.tsx";

export function InviteDialog() {
  // Another administrator may have renewed it.
  useEffect(() => session.value?.apply([{ type: "outdated" }]), []);
  return (
    <Dialog title="Invite people">
      <p>Whoever opens this link can make an account and join {account.value.name}. Share it only with your team.</p>
      {account.value.joinUrl && <CopyField label="Invitation link" value={account.value.joinUrl} />}
      <div class="form-actions">
        <button type="button" class="secondary" onClick={() => showDialog(<RenewInvitation />)}>
          Make a new link…
        </button>
      </div>
    </Dialog>
  );
}

function RenewInvitation() {
  const renew = async () => {
    try {
      session.value?.apply([{ type: "account", account: await api.renewInvitation() }]);
      return <InviteDialog />;
    } catch (error) {
      return errorText(error);
    }
  };
  return (
    <ConfirmDialog title="Make a new invitation link?" action="Make a new link" onConfirm={renew}>
      <p>The old one stops working at once, wherever it was sent.</p>
    </ConfirmDialog>
  );
}
