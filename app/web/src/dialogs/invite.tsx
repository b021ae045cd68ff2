import { useEffect } from "preact/hooks";
import { api } from "../api.ts";
import { account, me, session } from "../chat-context.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { errorText } from "../ui/error-texts.ts";
import { QrCode } from "../ui/qr-code.tsx";
import { ConfirmDialog } from "./confirm.tsx";
import { Dialog, showDialog } from "./dialog.tsx";

export function InviteDialog() {
  // An administrator may have renewed it.
  useEffect(() => session.value?.apply([{ type: "outdated" }]), []);
  const { joinUrl } = account.value;
  return (
    <Dialog title="Invite people">
      <p>
        Whoever opens this link, or points a camera at the code, can make an account and join {account.value.name}.
        Share it only with your team.
      </p>
      {joinUrl && (
        <>
          <QrCode text={joinUrl} label="QR code of the invitation link" />
          <CopyField label="Invitation link" value={joinUrl} shareAs={`Join ${account.value.name}`} />
        </>
      )}
      {me.value.role === "administrator" && (
        <div class="form-actions">
          <button type="button" class="secondary" onClick={() => showDialog(<RenewInvitation />)}>
            Make a new link…
          </button>
        </div>
      )}
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
